/// An image as `distribution/reference` (v0.6) and the kubelet's `parsers.ParseImageName` read it, word for word from their expressions.
package struct PlainImage: Equatable, Sendable {
    /// Host and path.
    package let repository: String
    package let tag: String
    package let digest: String

    private static let alphanumeric = "[a-z0-9]+"
    private static let separator = "(?:[._]|__|[-]+)"
    private static let domainComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
    private static let domainName = "\(domainComponent)(?:\\.\(domainComponent))*"
    private static let host = "(?:\(domainName)|\\[(?:[a-fA-F0-9:]+)\\])"
    private static let pathComponent = "\(alphanumeric)(?:\(separator)\(alphanumeric))*"

    private static let domain = regex("\(host)(?::[0-9]+)?")
    private static let remoteName = regex("\(pathComponent)(?:/\(pathComponent))*")
    private static let tagExpression = regex("[\\w][\\w.-]{0,127}")
    private static let identifier = regex("[a-f0-9]{64}")
    private static let digests = [
        regex("sha256:[a-f0-9]{64}"), regex("sha384:[a-f0-9]{96}"), regex("sha512:[a-f0-9]{128}"),
    ]

    private static func regex(_ text: String) -> PlainRegex? { try? PlainRegex(text) }

    /// Reads a text; nil where the kubelet says `InvalidImageName`.
    package init?(_ text: String) {
        guard !Self.identifier.matchesWholly(text) else { return nil }
        var (domain, remainder) = Self.split(text)
        if domain == "index.docker.io" { domain = "docker.io" }
        if domain == "docker.io", !remainder.utf8.contains(UInt8(ascii: "/")) { remainder = "library/" + remainder }
        let remote = remainder.unicodeScalars.prefix { $0 != ":" }
        guard String(remote).lowercased() == String(remote) else { return nil }

        var name = domain + "/" + remainder
        var (tag, digest) = ("", "")
        if let at = Self.lastIndex(of: "@", in: name) {
            digest = String(name.unicodeScalars[name.unicodeScalars.index(after: at)...])
            name = String(name.unicodeScalars[..<at])
            guard Self.digests.contains(where: { $0.matchesWholly(digest) }) else { return nil }
        }
        let lastSlash = Self.lastIndex(of: "/", in: name) ?? name.startIndex
        if let colon = Self.lastIndex(of: ":", in: name), colon > lastSlash {
            tag = String(name.unicodeScalars[name.unicodeScalars.index(after: colon)...])
            name = String(name.unicodeScalars[..<colon])
            guard Self.tagExpression.matchesWholly(tag) else { return nil }
        }
        guard let path = Self.path(of: name), path.utf8.count <= 255 else { return nil }
        repository = name
        self.tag = tag.isEmpty && digest.isEmpty ? "latest" : tag
        self.digest = digest
    }

    /// `splitDockerDomain`.
    private static func split(_ text: String) -> (domain: String, remainder: String) {
        let scalars = text.unicodeScalars
        guard let slash = scalars.firstIndex(of: "/") else { return ("docker.io", text) }
        let first = String(scalars[..<slash])
        let isHost =
            first.unicodeScalars.contains { $0 == "." || $0 == ":" } || first == "localhost"
            || first.lowercased() != first
        return isHost ? (first, String(scalars[scalars.index(after: slash)...])) : ("docker.io", text)
    }

    /// The path of a name, where a first component that is no domain belongs to it; nil where the whole is no name.
    private static func path(of name: String) -> String? {
        let scalars = name.unicodeScalars
        if let slash = scalars.firstIndex(of: "/") {
            let rest = String(scalars[scalars.index(after: slash)...])
            if domain.matchesWholly(String(scalars[..<slash])), remoteName.matchesWholly(rest) { return rest }
        }
        return remoteName.matchesWholly(name) ? name : nil
    }

    private static func lastIndex(of scalar: Unicode.Scalar, in text: String) -> String.Index? {
        text.unicodeScalars.lastIndex(of: scalar)
    }
}

extension PlainRegex? {
    /// Of an expression that is written above, and can be read.
    fileprivate func matchesWholly(_ text: String) -> Bool {
        guard let self else { preconditionFailure("the expressions of images can be read") }
        return self.matchesWholly(text)
    }
}
