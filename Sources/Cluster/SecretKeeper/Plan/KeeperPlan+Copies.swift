internal import Configuration

extension KeeperPlan {
    /// All Secrets of a name, by namespace: at the start, and after a watch had to begin anew.
    mutating func copiesSynced(_ secretName: String, _ all: [String: ObservedCopy], now: PlanTime) {
        guard let column = copies.columns[secretName] else { return }
        for (row, namespace) in copies.namespaces.enumerated() where all[namespace.name] == nil {
            guard let observed = namespace.copies[column].observed else { continue }
            copyDeleted(secretName, namespace: namespace.name, uid: observed.uid, now: now)
            forgetIfEmpty(row)
        }
        for (namespace, observed) in all { copySeen(secretName, namespace: namespace, observed, now: now) }
        guard !copies.secretNames[column].isSynced else { return }
        copies.secretNames[column].isSynced = true
        reviewColumn(column, now: now)
    }

    /// A Secret of a watched name is there, or has changed.
    mutating func copySeen(_ secretName: String, namespace: String, _ observed: ObservedCopy, now: PlanTime) {
        guard let column = copies.columns[secretName] else { return }
        let key = CopyKey(row: copies.row(of: namespace), column: column)
        let before = copies[key]
        // The answer to our own write may have told more than this report knows.
        guard observed.uid != before.marked.removedUID, before.observed.map({ !observed.isOlder(than: $0) }) ?? true
        else { return }
        copies[key].observed = observed
        copies[key].retryAt = nil
        if observed.uid != before.observed?.uid { copies[key].marked.verifiedVersion = nil }
        if observed.isOurs { noteCopy(key) }
        review(key, now: now)
    }

    /// A copy of ours is there: no Pod waits any more, and a lazy one has been needed.
    mutating func noteCopy(_ key: CopyKey) {
        copies[key].isHinted = false
        if copies[key].isAllowed || !copies.namespaces[key.row].isKnown { copies[key].isNeeded = true }
    }

    /// A Secret of a watched name is gone.
    mutating func copyDeleted(_ secretName: String, namespace: String, uid: String, now: PlanTime) {
        guard let column = copies.columns[secretName], let row = copies.rows[namespace] else { return }
        let key = CopyKey(row: row, column: column)
        // A late report of the one before, when a new copy stands there already.
        guard copies[key].observed?.uid == uid else { return }
        copies[key].observed = nil
        copies[key].marked.removedUID = uid
        copies[key].unwantedSince = nil
        copies[key].retryAt = nil
        review(key, now: now)
        forgetIfEmpty(row)
    }

    /// A Pod of a namespace needs a registry's Secret: moves what is wanted anyway to the front.
    ///
    /// A lazy Secret is wanted from then on, so that whoever hands such a hint over must be sure of it (``needsProof(namespace:registry:)``).
    ///
    /// - Returns: Whether the plan wants it: the namespace is in our own watch, opted in and taken by the rule.
    mutating func hint(namespace: String, registry: String, now: PlanTime) -> Bool {
        let row = copies.rows[namespace]
        if !(row.map { copies.namespaces[$0].isKnown } ?? false) {
            earlyHints.add(namespace: namespace, registry: registry, now: now.steady)
        }
        guard let secretName = configuration.registries.first(where: { $0.name == registry })?.secretName,
            let column = copies.columns[secretName], let row, copies.namespaces[row].isWritable
        else { return false }
        let key = CopyKey(row: row, column: column)
        guard copies[key].isAllowed else { return false }
        guard !copies[key].isHinted || queue.level(of: key) == .absent else { return true }
        copies[key].isHinted = true
        copies[key].isNeeded = true
        review(key, now: now)
        return true
    }
}
