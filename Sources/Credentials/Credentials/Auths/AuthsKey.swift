internal import Images

/// Host, port and path that the kubelet finds in a key of `auths`, and the way back to a key.
///
/// The kubelet cuts the scheme, and a `/v1` or `/v2` that a slash follows (`DockerConfig` to keyring in
/// `pkg/credentialprovider/keyring.go`); user, query and fragment mean nothing to it.
package struct AuthsKey: Sendable, Hashable {
    /// The host, which may be a glob, in brackets for an IPv6 address.
    package var host: String
    /// The port with its colon; empty when there is none.
    package var port: String
    /// The path with its slash; empty when it is the whole host.
    package var path: String

    /// The key that older tools use for Docker Hub; to the kubelet it is what is left when nothing else matches.
    package static let legacyDockerHub = ImagePattern.legacyDockerHubKey

    /// Reads a key as the kubelet does.
    package init(key: String) {
        var text = key[...]
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            text = text.dropFirst(scheme.count)
            break
        }
        self.init(schemeless: text)
        if Self.startsWithVersion(path) { path = String(path.dropFirst(3)) }
        if path == "/" { path = "" }
    }

    /// Reads an entry of `matchImages`, whose path is taken as it is.
    package init(pattern: String) {
        self.init(schemeless: pattern[...])
    }

    private init(schemeless text: Substring) {
        let end = text.firstIndex { $0 == "?" || $0 == "#" } ?? text.endIndex
        let slash = text[..<end].firstIndex(of: "/") ?? end
        var authority = text[..<slash]
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        let colon = authority.hasSuffix("]") ? nil : authority.lastIndex(of: ":")
        host = String(authority[..<(colon ?? authority.endIndex)])
        let port = String(authority[(colon ?? authority.endIndex)...])
        path = String(text[slash..<end])
        // A colon alone is no port. It stays behind a scheme that the kubelet does not cut, and where the kubelet goes by the text of a key.
        let isColonAlone = port == ":" && !host.contains(":") && !path.hasPrefix("//") && host != "index.docker.io"
        self.port = isColonAlone ? "" : port
    }

    /// The key for an entry of `matchImages`, see ``ImagePattern/secretKey``; an entry that the kubelet cannot read is its own.
    package static func key(forPattern pattern: String) -> String {
        (try? ImagePattern(parsing: pattern))?.secretKey ?? pattern
    }

    /// A key in which the kubelet finds this.
    package var text: String {
        // The kubelet takes one /v1 or /v2 away: it gets one to take.
        host + port + (Self.startsWithVersion(path) ? path.prefix(3) : "") + path
    }

    /// Whether this is Docker Hub as a whole.
    package var isDockerHub: Bool { host == "docker.io" && port.isEmpty && (path.isEmpty || path == "/") }

    /// Whether this is what the kubelet falls back on for Docker Hub.
    package var isLegacyDockerHub: Bool { host == "index.docker.io" && port.isEmpty && path.isEmpty }

    private static func startsWithVersion(_ path: String) -> Bool {
        path.hasPrefix("/v1/") || path.hasPrefix("/v2/")
    }
}

extension AuthsKey: CustomStringConvertible {
    /// Host, port and path; never the user name or password that a URL may have.
    package var description: String { DockerConfigKey.shown(host + port + path) }
}
