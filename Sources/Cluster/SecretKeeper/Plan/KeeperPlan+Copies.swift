internal import Configuration

extension KeeperPlan {
    /// All Secrets of a name, by namespace: at the start, and after a watch had to begin anew.
    ///
    /// `version` is the resourceVersion of the list.
    mutating func copiesSynced(
        _ secretName: String,
        _ all: [String: ObservedCopy],
        version: String = "",
        now: PlanTime
    ) {
        guard let column = copies.columns[secretName] else { return }
        for (row, namespace) in copies.namespaces.enumerated()
        where all[namespace.name] == nil && copies.rows[namespace.name] == row {
            listed(CopyKey(row: row, column: column), nil, version: version, now: now)
            forgetIfEmpty(row)
        }
        for (namespace, observed) in all {
            let key = CopyKey(row: copies.row(of: namespace), column: column)
            listed(key, observed, version: version, now: now)
        }
        allCopiesListed(secretName, now: now)
    }

    /// The Secret of a name in one namespace, as a list of that namespace shows it; nil where there is none.
    ///
    /// From then on the namespace has what it should have: another one that may not be read holds up none but itself.
    mutating func copyListed(
        _ secretName: String,
        namespace: String,
        _ observed: ObservedCopy?,
        version: String,
        now: PlanTime
    ) {
        guard let column = copies.columns[secretName] else { return }
        if observed != nil || copies.rows[namespace] != nil {
            let row = copies.row(of: namespace)
            listed(CopyKey(row: row, column: column), observed, version: version, now: now)
            forgetIfEmpty(row)
        }
        copies.secretNames[column].list(namespace)
        if let row = copies.rows[namespace] { review(CopyKey(row: row, column: column), now: now) }
    }

    /// Every namespace was listed for a Secret name, so that all its copies are known.
    mutating func allCopiesListed(_ secretName: String, now: PlanTime) {
        guard let column = copies.columns[secretName], !copies.secretNames[column].isSynced else { return }
        copies.secretNames[column].isSynced = true
        reviewColumn(column, now: now)
    }

    /// A Secret of a watched name is there, or has changed.
    mutating func copySeen(_ secretName: String, namespace: String, _ observed: ObservedCopy, now: PlanTime) {
        guard let column = copies.columns[secretName] else { return }
        let key = CopyKey(row: copies.row(of: namespace), column: column)
        // The answer to our own write may have told more than this report knows.
        guard !isOutdated(observed, at: key) else { return }
        copies[key].told = max(copies[key].told, observed.version ?? 0)
        take(observed, at: key, now: now)
    }

    /// A Secret of a watched name is gone.
    ///
    /// `version` is the resourceVersion of the deletion.
    mutating func copyDeleted(
        _ secretName: String,
        namespace: String,
        uid: String,
        version: String = "",
        now: PlanTime
    ) {
        guard let column = copies.columns[secretName], let row = copies.rows[namespace] else { return }
        let key = CopyKey(row: row, column: column)
        copies[key].told = max(copies[key].told, UInt64(version) ?? 0)
        copies[key].marked.removedUID = uid
        // A late report of the one before, when a new copy stands there already.
        guard copies[key].observed?.uid == uid else { return }
        take(nil, at: key, now: now)
        forgetIfEmpty(row)
    }

    /// A copy of ours is there: no Pod waits any more, and a lazy one has been needed.
    mutating func noteCopy(_ key: CopyKey) {
        copies[key].isHinted = false
        if copies[key].isAllowed || !copies.namespaces[key.row].isKnown { copies[key].isNeeded = true }
    }

    /// Whether the place is known in a later state than a report or an answer tells.
    ///
    /// Where versions are no numbers, a Secret that is known to be gone does not come back, and otherwise the later report counts.
    func isOutdated(_ report: ObservedCopy, at key: CopyKey) -> Bool {
        let copy = copies[key]
        guard let version = report.version else { return report.uid == copy.marked.removedUID }
        if let observed = copy.observed {
            if report.isOlder(than: observed) { return true }
            // Told once more: by the answer to a write that changed nothing, for one.
            if report.uid == observed.uid, version == observed.version { return false }
        }
        return version < copy.told
    }

    /// Takes in what a list shows in a place.
    ///
    /// It holds whatever its version, since those of a server that was restored begin anew, and nothing that was remembered of its Secrets
    /// counts then. One that is older than the answer to a write of ours is followed by the report of that write.
    private mutating func listed(_ key: CopyKey, _ observed: ObservedCopy?, version: String, now: PlanTime) {
        let version = UInt64(version) ?? 0
        if version < copies[key].told { copies[key].marked = MarkedSecrets() }
        copies[key].told = version
        copies[key].marked.removedUID = nil
        guard observed != nil || copies[key].observed != nil else { return }
        take(observed, at: key, now: now)
    }

    private mutating func take(_ observed: ObservedCopy?, at key: CopyKey, now: PlanTime) {
        let before = copies[key].observed
        if observed?.uid != before?.uid { copies[key].marked.verifiedVersion = nil }
        copies[key].observed = observed
        // Who can make events in a namespace has no provider asked more often for it.
        if !copies.secretNames[key.column].isOwn { copies[key].hurry() }
        if copies.secretNames[key.column].isOwn, observed?.revision != before?.revision { own.renewAt[key] = nil }
        if let observed {
            if observed.isOurs, before?.isOurs != true || observed.uid != before?.uid {
                let name = copies.secretNames[key.column]
                // One that may be a write of ours is judged as if it had been there when we began to look.
                let mayBeWritten = copies[key].isBusy || name.settlingUntil != nil
                copies[key].origin =
                    name.isSynced(in: copies.namespaces[key.row]) && !mayBeWritten ? .appeared : .listed
            }
            if observed.isOurs { noteCopy(key) }
        } else {
            if copies[key].standing == .wanted { copies[key].wasTakenAway = true }
            copies[key].unwantedSince = nil
        }
        review(key, now: now)
    }
}
