extension JSONValue {
    /// The merge patch (RFC 7396) that makes this value another one; nil where it is that one already.
    ///
    /// Lists are replaced as a whole. Goes as deep as `wanted` does, which must hold no null.
    package func mergePatch(to wanted: JSONValue) -> JSONValue? {
        guard self != wanted else { return nil }
        guard case .object(let old) = self, case .object(let new) = wanted else { return wanted }
        var changes: [String: JSONValue] = [:]
        for key in old.keys where new[key] == nil { changes[key] = .null }
        for (key, value) in new {
            if let before = old[key] {
                if let change = before.mergePatch(to: value) { changes[key] = change }
            } else {
                changes[key] = value
            }
        }
        return .object(changes)
    }
}
