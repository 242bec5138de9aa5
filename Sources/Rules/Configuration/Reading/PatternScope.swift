import Images

/// The hosts that a registry's patterns name, for the part of them that selects a token.
///
/// A Secret holds one token for each key of its `auths`, so a wildcard in that part would pair images with tokens of another
/// region or registry. On a node the image is known before the token is asked for, and a wildcard there is fine.
package struct PatternScope {
    /// One pattern.
    package struct Entry {
        /// Its host, without a port.
        package let host: String
        /// The digits of its port; empty where it has none.
        let port: String
        /// Where it stands, for what is wrong with it.
        package let field: Field

        /// Whether the host could be several.
        package var hasWildcard: Bool { PatternScope.hasWildcard(host) }
    }

    /// The patterns in the order of the file.
    package let entries: [Entry]
    /// Whether each fetch will be for one image, see ``Registry/narrowed(to:)``.
    package let isImageKnown: Bool

    init(_ patterns: [(pattern: ImagePattern, field: Field)], isImageKnown: Bool) {
        entries = patterns.map {
            let (host, port) = Self.hostAndPort(of: $0.pattern.text)
            return Entry(host: host, port: port, field: $0.field)
        }
        self.isImageKnown = isImageKnown
    }

    /// Whether a part of a pattern could be several.
    package static func hasWildcard(_ text: some StringProtocol) -> Bool {
        text.utf8.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
    }

    /// The host of a pattern, without port and path.
    static func host(of pattern: String) -> String { hostAndPort(of: pattern).host }

    /// The host and the port of a pattern, without its path.
    static func hostAndPort(of pattern: String) -> (host: String, port: String) {
        var authority = pattern.prefix { $0 != "/" }
        // A user name has no effect, and what stands before it is shown.
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else {
            return (String(authority), "")
        }
        return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
    }

    /// Whether any pattern has one of these hosts.
    func names(anyOf hosts: [String]) -> Bool { entries.contains { hosts.contains($0.host) } }
}
