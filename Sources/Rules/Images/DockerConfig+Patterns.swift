extension DockerConfig {
    /// Why the kubelet never finds a credential, or the registry cannot take it: the first such entry, as a sentence with what to do.
    package var firstFlaw: EntryFlaw? {
        for entry in entries where !(entry.credential.username.isEmpty && entry.credential.password.isEmpty) {
            let key = DockerConfigKey.shown(entry.registry)
            if let flaw = CredentialFlaw(of: entry.credential) {
                return EntryFlaw(isOfKey: false, text: "\(flaw.reason(ofEntry: key)): \(flaw.fix)")
            }
            if let flaw = DockerConfigKey(entry.registry).flaw {
                return EntryFlaw(isOfKey: true, text: "\(flaw.reason(ofKey: key)): \(flaw.fix)")
            }
        }
        return nil
    }

    /// What is wrong with one entry, without its credential.
    package struct EntryFlaw: Sendable, Hashable {
        /// Whether no image gets the credential; else no registry takes it.
        package let isOfKey: Bool
        /// What is wrong and what to do.
        package let text: String
    }

    /// The images for which the kubelet would use one of the credentials, in the order of the file, each pattern once.
    ///
    /// Entries without a credential, and those whose key the kubelet never matches, are left out. Docker Hub's key
    /// (`https://index.docker.io/v1/`) counts for `docker.io`, as in the kubelet's own fallback.
    package var imagePatterns: [ImagePattern] {
        var patterns: [ImagePattern] = []
        var known: Set<[UInt8]> = []
        for entry in entries where !(entry.credential.username.isEmpty && entry.credential.password.isEmpty) {
            if let flaw = DockerConfigKey(entry.registry).flaw, flaw.possiblePath == nil { continue }
            guard var key = DockerKeyring.key(for: entry.registry) else { continue }
            if key.elementsEqual("index.docker.io".utf8) { key = Array("docker.io".utf8) }
            guard let pattern = try? ImagePattern(parsing: String(decoding: key, as: UTF8.self)) else { continue }
            if known.insert(key).inserted { patterns.append(pattern) }
        }
        return patterns
    }
}
