extension KeeperPlan {
    /// Keeps the totals that the guard against mass removal looks at.
    mutating func count(_ key: CopyKey) {
        let before = copies[key].standing
        let standing = standing(of: key)
        guard standing != before else { return }
        copies[key].standing = standing
        removals.count(
            from: before,
            to: standing,
            in: &copies.namespaces[key.row],
            of: &copies.secretNames[key.column]
        )
    }

    /// How a copy counts now; takes in what is known of who made it.
    private mutating func standing(of key: CopyKey) -> CopyState.Standing {
        guard let observed = copies[key].observed, observed.isOurs, copies.namespaces[key.row].isWritable else {
            return .none
        }
        guard !copies[key].isAllowed else {
            copies[key].origin = .kept
            return .wanted
        }
        if copies[key].origin == .listed { judgeOrigin(of: observed, key) }
        return switch copies[key].origin {
        case .kept: copies.secretNames[key.column].isRetired ? .stray : .unwanted
        case .listed, .leftOver: .stray
        // In a place of `also` it may be a write of ours that was on its way when the place was dropped: it is remembered until it is gone.
        case .appeared: copies.secretNames[key.column].purpose.isAlso ? .stray : .forged
        }
    }

    /// Judges a copy that was there before we looked, once all is known.
    ///
    /// Whoever may write Secrets can give one our marks. What was wanted until lately has the present revision, which is random and known
    /// only where the credential itself is; or that of the master which was there first, where a new one was fetched before all copies were
    /// listed. The revision of an anonymous try can be made by anybody, and proves nothing.
    private mutating func judgeOrigin(of observed: ObservedCopy, _ key: CopyKey) {
        let name = copies.secretNames[key.column]
        guard watches.areNamespacesSynced, watches.areMastersSynced,
            name.isSynced(in: copies.namespaces[key.row])
        else { return }
        guard let registry = name.purpose.registry else {
            copies[key].origin = .leftOver
            return
        }
        let credential = credentials[registry]
        let revisions = [credential?.master?.revision, credential?.firstRevision].compactMap { $0 }
        let isKept = revisions.isEmpty || revisions.contains { $0 == observed.credentialRevision }
        copies[key].origin = isKept ? .kept : .leftOver
    }
}
