internal import Configuration

extension KeeperPlan {
    /// All Secrets of a name, by namespace: at the start, and after a watch had to begin anew.
    mutating func copiesSynced(_ secretName: String, _ all: [String: CopyState], now: PlanTime) {
        guard let slot = slotIndex[secretName] else { return }
        for (index, space) in spaces.enumerated() where all[space.name] == nil {
            guard let copy = space.cells[slot].copy else { continue }
            copyDeleted(secretName, namespace: space.name, uid: copy.uid, now: now)
            forgetIfEmpty(index)
        }
        for (namespace, copy) in all { copySeen(secretName, namespace: namespace, copy, now: now) }
        guard !slots[slot].isSynced else { return }
        slots[slot].isSynced = true
        reviewColumn(slot, now: now)
    }

    /// A Secret of a watched name is there, or has changed.
    mutating func copySeen(_ secretName: String, namespace: String, _ copy: CopyState, now: PlanTime) {
        guard let slot = slotIndex[secretName] else { return }
        let space = space(named: namespace)
        let cell = spaces[space].cells[slot]
        // The answer to our own write may have told more than this report knows.
        guard copy.uid != cell.removedUID, cell.copy.map({ !copy.isOlder(than: $0) }) ?? true else { return }
        spaces[space].cells[slot].copy = copy
        spaces[space].cells[slot].retryAt = nil
        if copy.uid != cell.copy?.uid { spaces[space].cells[slot].verifiedVersion = nil }
        if copy.isOurs { noteCopy(space, slot) }
        review(CellID(space: space, slot: slot), now: now)
    }

    /// A copy of ours is there: no Pod waits any more, and a lazy one has been needed.
    mutating func noteCopy(_ space: Int, _ slot: Int) {
        spaces[space].cells[slot].isHinted = false
        if spaces[space].cells[slot].isAllowed || !spaces[space].isKnown { spaces[space].cells[slot].isNeeded = true }
    }

    /// A Secret of a watched name is gone.
    mutating func copyDeleted(_ secretName: String, namespace: String, uid: String, now: PlanTime) {
        guard let slot = slotIndex[secretName], let space = spaceIndex[namespace] else { return }
        // A late report of the one before, when a new copy stands there already.
        guard spaces[space].cells[slot].copy?.uid == uid else { return }
        spaces[space].cells[slot].copy = nil
        spaces[space].cells[slot].removedUID = uid
        spaces[space].cells[slot].unwantedSince = nil
        spaces[space].cells[slot].retryAt = nil
        review(CellID(space: space, slot: slot), now: now)
        forgetIfEmpty(space)
    }

    /// A Pod of a namespace needs a registry's Secret: moves what is wanted anyway to the front.
    ///
    /// - Returns: Whether the plan wants it: the namespace is in our own watch, opted in and taken by the rule.
    mutating func hint(namespace: String, registry index: Int, now: PlanTime) -> Bool {
        if !(spaceIndex[namespace].map { spaces[$0].isKnown } ?? false) {
            earlyHints.add(namespace: namespace, registry: index, now: now.steady)
        }
        guard configuration.registries.indices.contains(index),
            let slot = slotIndex[configuration.registries[index].secretName],
            let space = spaceIndex[namespace], spaces[space].isWritable, spaces[space].cells[slot].isAllowed
        else { return false }
        let id = CellID(space: space, slot: slot)
        guard !spaces[space].cells[slot].isHinted || queue.level(of: id) == .absent else { return true }
        spaces[space].cells[slot].isHinted = true
        spaces[space].cells[slot].isNeeded = true
        review(id, now: now)
        return true
    }
}
