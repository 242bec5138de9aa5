internal import Configuration
internal import Credentials
internal import Images

extension KeeperPlan {
    /// Takes in which registries have an anonymous try, and the keys of their copies.
    ///
    /// - Returns: Whether something has changed, so that all namespaces are to be judged anew.
    mutating func updateAnonymousTry() -> Bool {
        let column = copies.columns[configuration.injection.anonymousSecretName].flatMap { column in
            copies.secretNames[column].purpose == .anonymousTry && copies.secretNames[column].isCurrent ? column : nil
        }
        let sources = configuration.registries.compactMap { registry -> AnonymousTry.Source? in
            guard registry.anonymousFallback, let column = copies.columns[registry.secretName] else { return nil }
            // Where each namespace has its own credential there is no content to look at.
            let patterns = registry.matchImages.map { AuthsKey.key(forPattern: $0.text) }
            // What `keys` adds is for readers that know one credential a key, the last one: it must not be the empty one. The kubelet goes
            // on to the patterns.
            let added = Set(registry.keys.map(AuthsKey.key(forPattern:))).subtracting(patterns)
            // Where each namespace has its own credential there is no content to look at.
            let keys =
                registry.isPerNamespace
                ? patterns
                : (credentials[registry.name]?.master?.keysForAnonymousTry ?? []).filter { !added.contains($0) }
            return AnonymousTry.Source(registry: registry.name, column: column, keys: keys)
        }
        return anonymousTry.set(column: column, sources: column == nil ? [] : sources)
    }

    /// Takes in that a master may have other keys than before.
    mutating func anonymousKeysMayHaveChanged(now: PlanTime) {
        guard updateAnonymousTry(), let column = anonymousTry.column else { return }
        for row in copies.namespaces.indices { judgeAnonymousTry(row) }
        reviewColumn(column, now: now)
    }

    /// Judges again what the Secret of the anonymous try holds in a namespace, once it is known which registries are for it.
    mutating func judgeAnonymousTry(_ row: Int) {
        guard let column = anonymousTry.column else {
            copies.namespaces[row].anonymous = nil
            return
        }
        var allowed = RegistrySet()
        var isNeeded = false
        for source in anonymousTry.sources where copies.namespaces[row].copies[source.column].isAllowed {
            allowed.insert(source.column)
            let isLazy = copies.secretNames[source.column].isLazy
            isNeeded = isNeeded || !isLazy || copies.namespaces[row].copies[source.column].isNeeded
        }
        copies.namespaces[row].anonymous = anonymousTry.content(for: allowed)
        let key = CopyKey(row: row, column: column)
        copies[key].isAllowed = !allowed.isEmpty
        if allowed.isEmpty {
            copies[key].isHinted = false
            copies[key].isNeeded = false
        } else if isNeeded || copies[key].observed?.isOurs ?? false {
            copies[key].isNeeded = true
        }
    }

    /// The place of the anonymous try that goes with a copy; nil for a copy without one.
    func anonymousTry(beside key: CopyKey) -> CopyKey? {
        guard let column = anonymousTry.column, anonymousTry.columns.contains(key.column) else { return nil }
        return CopyKey(row: key.row, column: column)
    }

    /// Lets the anonymous try follow a copy that is needed now.
    mutating func needAnonymousTry(beside key: CopyKey, now: PlanTime) {
        guard copies[key].isNeeded, copies[key].isAllowed, let other = anonymousTry(beside: key),
            copies[other].isAllowed, !copies[other].isNeeded
        else { return }
        copies[other].isNeeded = true
        review(other, now: now)
    }

    /// The names that the Secret of the anonymous try may have, as far as a registry's master has to remember them.
    func anonymousNames(of registry: String) -> [String] {
        let known = credentials[registry]?.master?.anonymousNames ?? []
        let isSource = anonymousTry.sources.contains { $0.registry == registry }
        return copies.secretNames.filter { name in
            guard name.purpose == .anonymousTry, !isEmptied(name) else { return false }
            return name.isCurrent ? isSource : isSource || known.contains(name.secretName)
        }.map(\.secretName).sorted()
    }
}
