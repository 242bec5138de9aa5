internal import Configuration
internal import Text

/// Registries that have no credential now: their Secrets are injected all the same, and whoever needs one is told.
extension KeeperPlan {
    /// Their names; nil as long as nobody knows the masters.
    ///
    /// Where each namespace has a credential of its own there is nothing to say of all together.
    func registriesWithoutCredential(now: PlanTime) -> Set<String>? {
        guard watches.areMastersSynced else { return nil }
        let lacking = configuration.registries.filter { !$0.isPerNamespace && lacksCredential($0.name, now: now) }
        return Set(lacking.map(\.name))
    }

    /// Whether its credential has ended, or could not be fetched yet: one that nobody has tried to fetch is no fault.
    private func lacksCredential(_ registry: String, now: PlanTime) -> Bool {
        guard let state = credentials[registry] else { return false }
        guard let master = state.master, !master.isMark else { return state.neverWorked }
        return master.expiresAt.map { $0 <= now.wall } ?? false
    }

    /// Tells a namespace, once as long as it lasts, that a Pod of it needs the Secret of a registry without a credential.
    ///
    /// Whoever reaches the webhook can bring it about, hence for namespaces alone that get the Secret anyway, and within what is said of one.
    mutating func noteNeed(namespace: String, registry name: String, now: PlanTime) {
        guard watches.areMastersSynced, let registry = configuration.registries.first(where: { $0.name == name }),
            !registry.isPerNamespace, lacksCredential(name, now: now), let row = copies.rows[namespace],
            let column = copies.columns[registry.secretName]
        else { return }
        let key = CopyKey(row: row, column: column)
        guard !toldLacks.contains(key), mayTell(row, now: now.steady) else { return }
        toldLacks.insert(key)
        notices.append(.credentialMissing(namespace: namespace, secretName: registry.secretName, registry: name))
    }

    /// Forgets who was told of registries that have a credential again.
    mutating func forgetNeeds(now: PlanTime) {
        guard !toldLacks.isEmpty else { return }
        let lacking = registriesWithoutCredential(now: now) ?? []
        let columns = configuration.registries.filter { lacking.contains($0.name) }.compactMap {
            copies.columns[$0.secretName]
        }
        toldLacks = toldLacks.filter { columns.contains($0.column) }
    }
}
