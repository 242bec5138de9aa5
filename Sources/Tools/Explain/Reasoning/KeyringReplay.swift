internal import Admission
internal import Causes
internal import Images

/// What becomes of the Secrets that a Pod has itself, once it is given others: the kubelet's own keyring, with names in place of credentials.
struct KeyringReplay: Sendable {
    /// A Pod's list before and after, and what is known of the Secrets in it.
    struct Lists: Sendable {
        var namespace: String
        /// The rules that are for the namespace.
        var selected: RegistrySet
        /// What the Pod, or else its ServiceAccount, names itself.
        var before: [String]
        var after: [String]
    }

    let rules: RuleSet
    let shown: ShownSecrets
    let lists: Lists

    /// What a person should know about the images, each said once, in the order of the images.
    func findings(on repositories: [String]) -> [KeyringFinding] {
        guard lists.before.contains(where: { !isOurs($0) && shown.content(of: $0, in: lists.namespace) != nil }) else {
            return []
        }
        var findings: [KeyringFinding] = []
        func add(_ finding: KeyringFinding) {
            if !findings.contains(finding) { findings.append(finding) }
        }
        for name in lists.after {
            guard !isOurs(name), case .broken(let reason) = shown.content(of: name, in: lists.namespace) else {
                continue
            }
            add(.broken(secret: name, reason: reason))
        }
        let own = keyring(of: lists.before.filter { !isOurs($0) })
        let all = keyring(of: lists.after)
        for repository in repositories {
            let found = own.tries(for: repository)
            let tried = all.tries(for: repository)
            for lost in found where !tried.contains(lost) {
                guard let first = tried.first else { continue }
                add(.hidden(lost, image: repository, by: first))
            }
            for secret in ours(for: repository) where !tried.contains(where: { $0.secret == secret }) {
                // Nothing of ours hides another of ours: it is the Pod's own key, if any is known.
                guard let first = tried.first(where: { !isOurs($0.secret ?? "") }) else { continue }
                add(.unused(secret: secret, image: repository, by: first))
            }
        }
        return findings
    }

    /// The Secrets of the Pod itself that the input does not show.
    var unseen: [String] {
        var names: [String] = []
        for name in lists.before where !name.isEmpty && !isOurs(name) && !names.contains(name) {
            if shown.content(of: name, in: lists.namespace) == nil { names.append(name) }
        }
        return names
    }

    private func isOurs(_ name: String) -> Bool {
        name == rules.anonymousSecret || rules.rules.contains { $0.secretName == name }
    }

    /// Those of our Secrets in the list that are for an image.
    private func ours(for repository: String) -> [String] {
        guard let image = try? ImageReference(parsing: repository) else { return [] }
        let names = rules.rules.filter { $0.patterns.contains { $0.matches(image) } }.map(\.secretName)
        return lists.after.filter(names.contains)
    }

    private func keyring(of list: [String]) -> PodKeyring {
        PodKeyring(list.map { PodKeyring.Source(.secret($0), keys: keys(of: $0).map { ($0, false) }) })
    }

    private func keys(of name: String) -> [String] {
        if name == rules.anonymousSecret {
            let allowing = rules.rules.indices.filter { lists.selected.contains($0) && rules.rules[$0].allowsAnonymous }
            return allowing.flatMap { rules.rules[$0].patterns }.map(\.secretKey)
        }
        let ours = rules.rules.filter { $0.secretName == name }
        if !ours.isEmpty { return ours.flatMap(\.patterns).map(\.secretKey) }
        if case .keys(let keys) = shown.content(of: name, in: lists.namespace) { return keys }
        return []
    }
}
