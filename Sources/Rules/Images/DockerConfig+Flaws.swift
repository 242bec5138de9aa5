extension DockerConfig {
    /// What is wrong with one entry, without its credential.
    package struct EntryFlaw: Sendable, Hashable {
        /// Whether no image gets the credential; else no registry takes it.
        package let isOfKey: Bool
        /// Whether no image gets the credential of any entry of the file.
        package fileprivate(set) var isOfAll = false
        /// What is wrong and what to do.
        package let text: String
    }

    /// The first entry whose credential no image gets, or no registry takes; nil where each may be of use.
    package var firstFlaw: EntryFlaw? {
        let used = entries.filter { !($0.credential.username.isEmpty && $0.credential.password.isEmpty) }
        guard var first = used.lazy.compactMap(Self.flaw).first else { return nil }
        first.isOfAll = used.allSatisfy { entry in
            DockerConfigKey(entry.registry).flaw.map { $0.possiblePath == nil } ?? false
        }
        return first
    }

    private static func flaw(of entry: Entry) -> EntryFlaw? {
        let key = DockerConfigKey.shown(entry.registry)
        if let flaw = DockerConfigKey(entry.registry).flaw {
            return EntryFlaw(isOfKey: true, text: "\(flaw.reason(ofKey: key)): \(flaw.fix)")
        }
        return CredentialFlaw(of: entry.credential).map { flaw in
            EntryFlaw(isOfKey: false, text: "\(flaw.reason(ofEntry: key)): \(flaw.fix)")
        }
    }
}
