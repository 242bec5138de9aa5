extension ImagePattern {
    /// Whether there may be an image that both match; where it says no there is none.
    package func mayOverlap(_ other: ImagePattern) -> Bool {
        guard url.port == other.url.port, parts.count == other.parts.count else { return false }
        guard url.path.starts(with: other.url.path) || other.url.path.starts(with: url.path) else { return false }
        return zip(parts, other.parts).allSatisfy(Self.mayOverlap)
    }

    /// Whether the images of the same hosts are also of the same paths, so that the keys of both are tried in the order of who gives them.
    package func isAsDeep(as other: ImagePattern) -> Bool { url.path == other.url.path }

    private static func mayOverlap(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let leftIsPlain = !left.contains(where: Glob.isSpecial)
        let rightIsPlain = !right.contains(where: Glob.isSpecial)
        if leftIsPlain, rightIsPlain { return left == right }
        if leftIsPlain { return Glob.matches(right.span, 0..<right.count, name: left.span, 0..<left.count) }
        if rightIsPlain { return Glob.matches(left.span, 0..<left.count, name: right.span, 0..<right.count) }
        // What stands before the first wildcard of both, and behind the last, must agree; no more is looked at.
        let heads = (left.prefix { !Glob.isSpecial($0) }, right.prefix { !Glob.isSpecial($0) })
        return zip(heads.0, heads.1).allSatisfy { $0 == $1 }
    }
}
