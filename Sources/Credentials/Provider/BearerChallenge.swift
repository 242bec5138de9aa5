/// A `WWW-Authenticate: Bearer …` of a registry (RFC 9110 section 11.6.1, RFC 6750 section 3).
struct BearerChallenge: Sendable, Hashable {
    /// Names in lower case and values; of equal names the first counts.
    let parameters: [String: String]

    /// Reads a field value that starts with a Bearer challenge; nil where it starts with another scheme or is malformed.
    init?(_ value: String) {
        let space = value.firstIndex { $0 == " " } ?? value.endIndex
        guard value[..<space].lowercased() == "bearer" else { return nil }
        var parameters: [String: String] = [:]
        var rest = value[space...].drop { $0 == " " }
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var text = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    if character == "\\", let escaped = rest.popFirst() {
                        text.append(escaped)
                    } else {
                        text.append(character)
                    }
                }
            } else {
                text = String(rest.prefix { $0 != "," })
                rest = rest.dropFirst(text.count)
            }
            if parameters[name] == nil { parameters[name] = text }
            rest = rest.drop { $0 == " " || $0 == "," }
        }
        self.parameters = parameters
    }
}
