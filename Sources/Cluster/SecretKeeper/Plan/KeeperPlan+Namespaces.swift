internal import Injection

extension KeeperPlan {
    /// The complete list of namespaces: at the start, and after a watch had to begin anew.
    mutating func namespacesSynced(_ all: [ObservedNamespace], now: PlanTime) {
        let names = Set(all.map(\.name))
        for namespace in copies.namespaces where namespace.isKnown && !names.contains(namespace.name) {
            namespaceDeleted(namespace.name, now: now)
        }
        for observed in all { namespaceSeen(observed, now: now) }
        guard !watches.areNamespacesSynced else { return }
        watches.areNamespacesSynced = true
        reviewAll(now: now)
    }

    /// A namespace is there, or has changed.
    mutating func namespaceSeen(_ observed: ObservedNamespace, now: PlanTime) {
        let row = copies.row(of: observed.name)
        let before = copies.namespaces[row]
        guard !before.isKnown || before.isTerminating != observed.isTerminating || before.labels != observed.labels
        else { return }
        copies.namespaces[row].isKnown = true
        copies.namespaces[row].isTerminating = observed.isTerminating
        copies.namespaces[row].labels = observed.labels
        judgeNamespace(row)
        for column in copies.secretNames.indices {
            let key = CopyKey(row: row, column: column)
            if !copies.secretNames[column].isOwn { copies[key].hurry() }
            review(key, now: now)
        }
        let hinted = earlyHints.take(namespace: observed.name, now: now.steady)
        if !before.isKnown {
            for registry in earlyHints.lost(now: now.steady).subtracting(hinted).sorted()
            where needsProof(namespace: observed.name, registry: registry) {
                unproven.append(UnprovenHint(namespace: observed.name, registry: registry))
            }
        }
        for registry in hinted {
            if needsProof(namespace: observed.name, registry: registry) {
                unproven.append(UnprovenHint(namespace: observed.name, registry: registry))
            } else {
                _ = hint(namespace: observed.name, registry: registry, now: now)
            }
        }
    }

    /// A namespace is gone; its Secrets went with it, which their own watches tell.
    mutating func namespaceDeleted(_ name: String, now: PlanTime) {
        guard let row = copies.rows[name] else { return }
        copies.namespaces[row].isKnown = false
        copies.namespaces[row].deletions &+= 1
        copies.namespaces[row].isSelected = false
        copies.namespaces[row].labels = [:]
        copies.namespaces[row].anonymous = nil
        for column in copies.secretNames.indices {
            let key = CopyKey(row: row, column: column)
            copies[key].isAllowed = false
            copies[key].isHinted = false
            copies[key].isNeeded = false
            copies[key].failures = 0
            own.forget(key)
            review(key, now: now)
        }
        forgetIfEmpty(row)
    }

    /// Whether the watch of namespaces works; nothing is removed until it has done so for a while.
    mutating func namespaceWatch(works: Bool, now: PlanTime) {
        if !works {
            watches.namespacesFreshSince = nil
        } else if watches.namespacesFreshSince == nil {
            watches.namespacesFreshSince = now.steady
            reviewHeld(now: now)
        }
    }

    /// Judges again which Secret names a namespace is for.
    mutating func judgeNamespace(_ row: Int) {
        let namespace = LabelledNamespace(copies.namespaces[row].name, labels: copies.namespaces[row].labels)
        let isSelected = copies.namespaces[row].isKnown && scope.contains(namespace)
        copies.namespaces[row].isSelected = isSelected
        // That of the anonymous try follows the others.
        for column in copies.secretNames.indices where column != anonymousTry.column {
            let key = CopyKey(row: row, column: column)
            let isSelected = copies.secretNames[column].purpose.isAlso ? copies.namespaces[row].isKnown : isSelected
            let isAllowed = isSelected && copies.secretNames[column].allows(namespace)
            copies[key].isAllowed = isAllowed
            if !isAllowed {
                copies[key].isHinted = false
                copies[key].isNeeded = false
            } else if copies[key].observed?.isOurs ?? false {
                copies[key].isNeeded = true
            }
        }
        judgeAnonymousTry(row)
    }

    /// Gives the row of a namespace back that is gone with all its copies: clusters make and drop names without end.
    mutating func forgetIfEmpty(_ row: Int) {
        let namespace = copies.namespaces[row]
        guard !namespace.isKnown, copies.rows[namespace.name] == row,
            namespace.copies.allSatisfy({ $0.observed == nil && !$0.isBusy })
        else { return }
        for column in copies.secretNames.indices {
            queue.remove(CopyKey(row: row, column: column))
            own.queue.remove(CopyKey(row: row, column: column))
            own.forget(CopyKey(row: row, column: column))
            removals.held.remove(CopyKey(row: row, column: column))
            backingOff.remove(CopyKey(row: row, column: column))
        }
        parked[row] = nil
        noticeBudgets[row] = nil
        if !toldLacks.isEmpty { toldLacks = toldLacks.filter { $0.row != row } }
        copies.forget(row: row)
    }
}
