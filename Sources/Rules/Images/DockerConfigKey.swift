internal import Text

/// A key of `auths` as the kubelet reads it (`BasicDockerKeyring.Add` in `pkg/credentialprovider/keyring.go`), and whether it finds it
/// for any image.
///
/// It cuts `https://` or `http://`, and `/v1/` or `/v2/` with the slash behind it; what is left is a pattern like those of
/// `matchImages`. `docker login` stores whatever it is given.
package struct DockerConfigKey: Sendable {
    /// Why no image gets a credential.
    package struct Flaw: Sendable, Hashable {
        fileprivate enum Kind: Sendable, Hashable {
            case unreadable(String)
            case host(advice: String)
            case path(String, of: String, advice: String)
        }

        fileprivate let kind: Kind
        /// The path that an image would have to begin with, where there can be such images though hardly any was meant.
        package let possiblePath: String?

        fileprivate init(_ kind: Kind, possiblePath: String? = nil) {
            self.kind = kind
            self.possiblePath = possiblePath
        }

        /// What is wrong, about the key as it is to be shown.
        package func reason(ofKey key: String) -> String {
            switch kind {
            case .unreadable(let clause): "the kubelet cannot read the key \(key): \(clause)"
            case .host: "no image gets the credential of the key \(key)"
            case .path(let path, let host, _):
                "the key \(key) is read by the kubelet as the path \(path) of \(host), so no image of \(host) gets this credential"
            }
        }

        /// What to do about it.
        package var fix: String {
            switch kind {
            case .unreadable: "write the registry's host, as in registry.example.com"
            case .host(let advice), .path(_, _, let advice): advice
            }
        }
    }

    private enum Reading: Sendable {
        case pattern(ImagePattern)
        case unreadable(ImagePatternError.Reason)
    }

    private let reading: Reading
    private let written: WrittenURL
    /// Whether it is `index.docker.io`, with which the kubelet falls back for Docker Hub.
    private let isLegacyDockerHub: Bool

    /// Reads a key.
    package init(_ registry: String) {
        written = WrittenURL(registry)
        let text = Array(registry.utf8)
        let scheme = ["https://", "http://"].first { text.starts(with: $0.utf8) }
        guard let key = DockerKeyring.key(for: registry) else {
            isLegacyDockerHub = false
            do {
                _ = try SchemelessURL(parsing: Array(text.dropFirst(scheme?.utf8.count ?? 0)))
                reading = .unreadable(.hostCharacter)
            } catch {
                reading = .unreadable(error)
            }
            return
        }
        isLegacyDockerHub = key.elementsEqual("index.docker.io".utf8)
        do throws(ImagePatternError) {
            reading = .pattern(try ImagePattern(parsing: String(decoding: key, as: UTF8.self)))
        } catch {
            reading = .unreadable(error.reason)
        }
    }

    /// Why no image gets the credential of this key; nil where some do.
    package var flaw: Flaw? {
        guard !isLegacyDockerHub, let flaw = flawAsRead else { return nil }
        // What the kubelet has read may be a part of a password.
        return written.isLoginMisread ? Flaw(.host(advice: ImagePattern.loginMessage(written))) : flaw
    }

    private var flawAsRead: Flaw? {
        switch reading {
        case .unreadable(let reason): Flaw(.unreadable(Self.clause(reason)))
        case .pattern(let pattern): Self.flaw(of: pattern)
        }
    }

    private static func flaw(of pattern: ImagePattern) -> Flaw? {
        let (host, path) = (Printable.text(pattern.authorityText), pattern.pathText)
        if path == "/v1" || path == "/v2" {
            guard ImagePattern.dockerHubNames.contains(host) || host == "docker.io" else {
                return Flaw(.path(path, of: host, advice: "write \(host)"), possiblePath: path)
            }
            let advice = "the key must end in a slash: https://index.docker.io/v1/ (or docker.io)"
            return Flaw(.path(path, of: host, advice: advice))
        }
        guard let advice = pattern.advice.first(where: { $0.severity == .neverMatches }) else { return nil }
        let isOfPath = [.tag, .digest, .wildcardInPath, .impossiblePath].contains(advice.kind)
        return Flaw(
            isOfPath ? .path(Printable.text(path), of: host, advice: advice.message) : .host(advice: advice.message)
        )
    }

    private static func clause(_ reason: ImagePatternError.Reason) -> String {
        switch reason {
        case .controlCharacter: "it has a control character"
        case .hostCharacter: "its host has a blank or another character that no host has"
        case .port: "what follows the colon of its host are no digits, and a port cannot be a wildcard"
        case .brackets: "its brackets do not hold an IPv6 address"
        case .escape: "it has a % escape that cannot be read there"
        case .user: "what stands in front of its @ is no user name"
        case .malformedGlob: "it has a [ that is not closed"
        }
    }

    /// A key for a message, with its scheme and without the user name and password that a URL may have.
    ///
    /// In doubt too much is left out: an `@` may belong to a password, and so may a `/` before it.
    package static func shown(_ key: String) -> String {
        let written = WrittenURL(key)
        let rest = written.rest.utf8.prefix { $0 != ASCII.question && $0 != ASCII.hash }
        return Printable.text("\(written.scheme)\(Substring(rest))")
    }
}
