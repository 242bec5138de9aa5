import Configuration
import Credentials
import Images
import Text

/// A Docker configuration on its way into a Secret.
struct DockerConfigReading {
    let bytes: [UInt8]
    let format: DockerConfig.Format
    let place: Place
    let fetchedAt: Timestamp

    /// More entries than any image pull secret has a use for; comparing them takes time.
    private static let maximumEntries = 512
    /// More bytes than host, port and path of an image have: the kubelet never takes a longer key.
    private static let maximumKeyBytes = 1024

    /// The entries that can serve an image of the patterns, or all of them.
    ///
    /// - Throws: `.misconfigured` when it is broken, when no entry with a credential is left, or when one that is left has its
    ///   credential somewhere else.
    func entries(for patterns: [ImagePattern]?) throws(CredentialError) -> [DockerAuths.Entry] {
        let config: DockerConfig
        do {
            config = try DockerConfig(parsing: bytes, as: format)
        } catch {
            throw place.misconfigured(Self.reason(error), fix: "write it again with docker login or kubectl")
        }
        guard !config.entries.isEmpty else { throw withoutEntries() }
        let wanted = patterns?.map { AuthsKey(pattern: $0.text) }
        let chosen = config.entries.filter { entry in
            guard entry.registry.utf8.count <= Self.maximumKeyBytes else { return false }
            return wanted?.contains { AuthsKey(key: entry.registry).serves($0) } ?? true
        }
        guard !chosen.isEmpty else { throw withoutMatch(config, patterns) }
        guard chosen.count <= Self.maximumEntries else {
            throw place.misconfigured(
                "it has \(chosen.count) entries, and \(Self.maximumEntries) at most are taken",
                fix: "divide them among several registries of the configuration"
            )
        }
        let elsewhere = ForeignCredentials(bytes, format: format)
        for entry in chosen {
            if let problem = elsewhere.problem(of: entry) {
                throw place.misconfigured(problem.reason, fix: problem.fix)
            }
        }
        var entries: [DockerAuths.Entry] = []
        for entry in chosen { entries.append(try self.entry(entry)) }
        guard entries.contains(where: { $0.credential != nil }) else {
            throw place.misconfigured(
                "the entries for \(Self.list(chosen)) have neither user name nor password",
                fix: "log in to the registry, without a credential helper, and store the file again"
            )
        }
        return entries
    }

    private func entry(_ entry: DockerConfig.Entry) throws(CredentialError) -> DockerAuths.Entry {
        let (username, password) = (entry.credential.username, entry.credential.password)
        if username.isEmpty, password.isEmpty { return DockerAuths.Entry(key: entry.registry, credential: nil) }
        let key = AuthsKey(key: entry.registry)
        guard !username.isEmpty, !password.isEmpty else {
            throw place.misconfigured(
                "the entry for \(key) has no \(username.isEmpty ? "user name" : "password")",
                fix: "log in to the registry and store the file again"
            )
        }
        // What is no UTF-8 was replaced on the way, so that the copy would not be what the original is.
        guard !"\(username)\(password)".unicodeScalars.contains("\u{FFFD}") else {
            throw place.misconfigured("the entry for \(key) is not UTF-8 text", fix: "write it as text")
        }
        return DockerAuths.Entry(
            key: entry.registry,
            credential: RegistryCredential(username: username, password: SecretText(password), fetchedAt: fetchedAt)
        )
    }

    private func withoutEntries() -> CredentialError {
        if let helpers = ForeignCredentials(bytes, format: format).helpers {
            return place.misconfigured(
                "it has no credentials: \(helpers) keeps them, where neither Pullpass nor the kubelet looks",
                fix: "log in without the helper and store the file again"
            )
        }
        return place.misconfigured(
            "it has no entries",
            fix: "log in to the registry and store the file again, or use kubectl create secret docker-registry"
        )
    }

    private func withoutMatch(_ config: DockerConfig, _ patterns: [ImagePattern]?) -> CredentialError {
        let isForHub = patterns?.contains { AuthsKey(pattern: $0.text).host == "docker.io" } ?? false
        let wanted = patterns.map { Printable.list($0.map(\.text)) } ?? "any image"
        let isMisnamed = config.entries.contains {
            ["registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com"].contains(
                AuthsKey(key: $0.registry).host
            )
        }
        let hint = isForHub && isMisnamed ? "; Docker Hub's key is https://index.docker.io/v1/" : ""
        let helpers = ForeignCredentials(bytes, format: format).helpers.map {
            "; \($0) may keep others, which nobody reads"
        }
        return place.misconfigured(
            "it has no entry for \(wanted), only for \(Self.list(config.entries))"
                + hint + (helpers ?? ""),
            fix: "add an entry for the images of matchImages, or correct matchImages"
        )
    }

    private static func list(_ entries: [DockerConfig.Entry]) -> String {
        Printable.list(entries.map { AuthsKey(key: $0.registry).description })
    }

    /// Why it does not decode; a key that may be a URL with a password in it is not repeated.
    private static func reason(_ error: DockerConfigError) -> String {
        let text = error.description
        return text.contains("@") ? "one of its entries is not what it must be" : text
    }
}
