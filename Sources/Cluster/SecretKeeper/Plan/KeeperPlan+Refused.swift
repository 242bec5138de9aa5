internal import Configuration

/// What others ask who see Pods that cannot pull.
extension KeeperPlan {
    /// The registry refuses the credential that copies have: it is fetched anew, and what was said of it before does not count.
    ///
    /// - Returns: false where that changes nothing: its fetches fail, or one is wanted already, or each namespace has its own.
    mutating func credentialRefused(_ registry: String, now: PlanTime) -> Bool {
        guard isLeader, let state = credentials[registry], state.configured.isPresent, !state.isFetching,
            !state.isWanted, state.failing.count == 0, let master = state.master, !master.isMark
        else { return false }
        credentials[registry]?.sourceChanged(now: now)
        return true
    }

    /// How the Secret of a registry stands in a namespace that wants it now, or would if a Pod there asked; nil where the registry is not for it, or
    /// nobody knows yet.
    func standing(of registry: String, in namespace: String) -> CopyPresence? {
        guard let secretName = secretName(of: registry), let row = copies.rows[namespace],
            let column = copies.columns[secretName], copies.namespaces[row].isWritable,
            copies[CopyKey(row: row, column: column)].isAllowed
        else { return nil }
        return presence(at: CopyKey(row: row, column: column))
    }

    /// The selected namespace whose name comes next in their order; nil after the last one.
    func selectedNamespace(after name: String) -> String? {
        var next: String?
        for namespace in copies.namespaces where namespace.isSelected && namespace.isWritable {
            if namespace.name > name, next.map({ namespace.name < $0 }) ?? true { next = namespace.name }
        }
        return next
    }
}
