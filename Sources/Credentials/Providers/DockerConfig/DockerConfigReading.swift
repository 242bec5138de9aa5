import Configuration
import Credentials
import Images
import Text

/// A Docker configuration on its way into a Secret.
struct DockerConfigReading {
    /// The entries that are taken, and what is to be said about the others.
    struct Outcome {
        /// Those that can serve an image, whatever their credentials are like.
        var entries: [DockerAuths.Entry] = []
        /// Entries with a credential that no image gets.
        var faults: [String] = []
        /// Where the file promises less than `matchImages`.
        var remarks: [String] = []
    }

    let bytes: [UInt8]
    let format: DockerConfig.Format
    let place: Place
    let fetchedAt: Timestamp

    /// More entries than any image pull secret has a use for; comparing them takes time.
    private static let maximumEntries = 512
    /// More bytes than host, port and path of an image have: the kubelet never takes a longer key.
    private static let maximumKeyBytes = 1024
    /// More remarks are of no use to anybody.
    private static let maximumRemarks = 8

    /// The entries that can serve an image of the patterns, or all of them.
    ///
    /// One whose credential is somewhere else, or cannot be copied, is left out, so that it does not take away the good ones beside it.
    ///
    /// - Throws: `.misconfigured` when it is broken, or when no entry with a credential is left.
    func outcome(for patterns: [ImagePattern]?) throws(CredentialError) -> Outcome {
        let config: DockerConfig
        do {
            config = try DockerConfig(parsing: bytes, as: format)
        } catch {
            throw place.misconfigured(Self.reason(error), fix: "write it again with docker login or kubectl")
        }
        guard !config.entries.isEmpty else { throw withoutEntries() }
        let wanted = patterns?.map { AuthsKey(pattern: $0.text) }
        let candidates = config.entries.filter { entry in
            guard entry.registry.utf8.count <= Self.maximumKeyBytes else { return false }
            return wanted?.contains { AuthsKey(key: entry.registry).serves($0) } ?? true
        }
        var chosen: [DockerConfig.Entry] = []
        var useless: [(reason: String, fix: String)] = []
        for entry in candidates {
            guard let flaw = Self.flaw(of: entry.registry, wanted) else {
                chosen.append(entry)
                continue
            }
            // An entry without a credential says nothing under any key.
            guard !entry.credential.username.isEmpty || !entry.credential.password.isEmpty else { continue }
            useless.append((flaw.reason(ofKey: DockerConfigKey.shown(entry.registry)), flaw.fix))
        }
        guard !chosen.isEmpty else {
            if let first = useless.first { throw place.misconfigured(first.reason, fix: first.fix) }
            throw withoutMatch(config, patterns)
        }
        guard chosen.count <= Self.maximumEntries else {
            throw place.misconfigured(
                "it has \(chosen.count) entries, and \(Self.maximumEntries) at most are taken",
                fix: "divide them among several registries of the configuration"
            )
        }
        let elsewhere = ForeignCredentials(bytes, format: format)
        var outcome = Outcome()
        var leftOut: [AuthsKey] = []
        var problems: [(reason: String, fix: String)] = []
        for entry in chosen {
            if let problem = elsewhere.problem(of: entry) ?? Self.textProblem(of: entry) {
                leftOut.append(AuthsKey(key: entry.registry))
                problems.append(problem)
            } else if let entry = self.entry(entry) {
                outcome.entries.append(entry)
            }
        }
        guard !outcome.entries.isEmpty else {
            if let first = (problems + useless).first { throw place.misconfigured(first.reason, fix: first.fix) }
            throw place.misconfigured(
                "the entries for \(Self.list(chosen)) have neither user name nor password",
                fix: "log in to the registry, without a credential helper, and store the file again"
            )
        }
        outcome.faults = Array(
            (problems.map { "\($0.reason), and the entry is left out: \($0.fix)" }
                + useless.map { "\($0.reason): \($0.fix)" }).prefix(Self.maximumRemarks)
        )
        outcome.remarks = coverage(of: wanted ?? [], outcome.entries, leftOut, config)
        return outcome
    }

    /// Why no image gets the credential of a key; nil where one does, or where the patterns ask for just that path.
    private static func flaw(of registry: String, _ wanted: [AuthsKey]?) -> DockerConfigKey.Flaw? {
        guard let flaw = DockerConfigKey(registry).flaw else { return nil }
        if let path = flaw.possiblePath, wanted?.contains(where: { $0.path.hasPrefix(path) }) ?? false { return nil }
        return flaw
    }

    /// The entry with its credential; nil for one that has none.
    ///
    /// Such a one is an anonymous try, and beside others in one Secret no safe one: where both are for an image, or where it had a credential
    /// yesterday, the kubelet may record that the image can be had without. `anonymousFallback` has the same effect without that.
    private func entry(_ entry: DockerConfig.Entry) -> DockerAuths.Entry? {
        let (username, password) = (entry.credential.username, entry.credential.password)
        if username.isEmpty, password.isEmpty { return nil }
        return DockerAuths.Entry(
            key: entry.registry,
            credential: RegistryCredential(username: username, password: SecretText(password), fetchedAt: fetchedAt)
        )
    }

    /// Why an entry cannot be copied; nil where it can.
    private static func textProblem(of entry: DockerConfig.Entry) -> (reason: String, fix: String)? {
        // What is no UTF-8 was replaced on the way, so that the copy would not be what the original is.
        guard "\(entry.credential.username)\(entry.credential.password)".unicodeScalars.contains("\u{FFFD}") else {
            return nil
        }
        return ("the entry for \(AuthsKey(key: entry.registry)) is not UTF-8 text", "write it as text")
    }

    /// What of the patterns gets no credential, or not everywhere, but for what is told of entries that are left out.
    private func coverage(
        of wanted: [AuthsKey],
        _ entries: [DockerAuths.Entry],
        _ leftOut: [AuthsKey],
        _ config: DockerConfig
    ) -> [String] {
        let keys = entries.map { AuthsKey(key: $0.key) }
        var remarks: [String] = []
        for pattern in wanted where remarks.count < Self.maximumRemarks {
            if keys.contains(where: { $0.covers(pattern) }) { continue }
            let parts = keys.filter { $0.serves(pattern) }
            guard parts.isEmpty else {
                remarks.append(
                    "of the images of \(pattern) only those of \(Printable.list(parts.map(\.description))) get a credential"
                )
                continue
            }
            if leftOut.contains(where: { $0.serves(pattern) }) { continue }
            let hint = KeyDifference.hint(config.entries.map(\.registry), [pattern]).map { "; \($0)" } ?? ""
            remarks.append("there is no entry for \(pattern)\(hint)")
        }
        return remarks
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
        let wanted = patterns.map { Printable.list($0.map(\.text)) } ?? "any image"
        let keys = (patterns ?? []).map { AuthsKey(pattern: $0.text) }
        let hint = KeyDifference.hint(config.entries.map(\.registry), keys).map { "; \($0)" } ?? ""
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

extension AuthsKey {
    /// Whether the kubelet would take this key for every image of a pattern.
    fileprivate func covers(_ pattern: AuthsKey) -> Bool {
        if isLegacyDockerHub { return pattern.host == "docker.io" && pattern.port.isEmpty }
        return port == pattern.port && HostGlob.covers(host, pattern.host) && pattern.path.hasPrefix(path)
    }
}
