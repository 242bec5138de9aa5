internal import Configuration

/// What is to be done about one cell.
enum Verdict: Sendable, Hashable {
    /// Nothing, until something changes.
    case rest
    /// Nothing before this steady time.
    case wait(until: Double)
    /// This, as soon as a worker is free.
    case work(PlannedWork.Kind, PlannedWork.Level)
    /// A removal that is due waits for the guard or the watch; looked at again then, or at this steady time.
    case hold(until: Double?)
    /// Somebody else's Secret stands there.
    case foreign(uid: String)
}

extension KeeperPlan {
    /// Judges one cell.
    ///
    /// Pure; the rules stand in the order in which they bind.
    func verdict(on cell: Cell, slot: Slot, space: Space, now: Double) -> Verdict {
        guard areNamespacesSynced, areMastersSynced, slot.isSynced, space.isWritable, !cell.isBusy else { return .rest }
        guard let copy = cell.copy else {
            guard cell.isAllowed, credentials[slot.registry]?.isMasterCurrent ?? false, isLeader || !isMasterGone(slot)
            else { return .rest }
            guard cell.isHinted || isLeader && (cell.isNeeded || !slot.isLazy) else { return .rest }
            if let retry = cell.retryAt, retry > now { return .wait(until: retry) }
            return .work(.place(asksFirst: !isLeader), cell.isHinted ? .hinted : .absent)
        }
        guard copy.isOurs else {
            return isLeader && cell.isAllowed && (cell.isNeeded || !slot.isLazy) ? .foreign(uid: copy.uid) : .rest
        }
        guard isLeader, !copy.isTerminating else { return .rest }
        guard cell.isAllowed else {
            guard let since = cell.unwantedSince else { return .rest }
            let due = max(since + removeAfter, cell.retryAt ?? 0)
            let removal = due > now ? Verdict.wait(until: due) : removal(of: copy, now: now)
            if case .work = removal { return removal }
            // Nothing is ever written where the registry's rule does not allow it: whoever may write Secrets there can make one that
            // looks like ours. An old name in a namespace that has the new one is kept fresh: somebody may still pull with it.
            guard isAllowed(slot.registry, in: space) else { return removal }
            if case .work(let kind, let level) = upkeep(of: copy, cell, slot, now: now) { return .work(kind, level) }
            return removal
        }
        return upkeep(of: copy, cell, slot, now: now)
    }

    /// Whether a namespace may have the credential of a registry, under its present name.
    private func isAllowed(_ registry: String, in space: Space) -> Bool {
        guard let current = configuration.registries.first(where: { $0.name == registry }),
            let slot = slotIndex[current.secretName], slot < space.cells.count
        else { return false }
        return space.cells[slot].isAllowed
    }

    /// How long an unwanted copy stays, in seconds; somebody who confirms a removal has waited.
    var removeAfter: Double { identity.confirmsRemoval ? 0 : configuration.keeper.removeAfter.inSeconds }

    private func upkeep(of copy: CopyState, _ cell: Cell, _ slot: Slot, now: Double) -> Verdict {
        guard let revision = revision(of: slot), cell.immutableUID != copy.uid else { return .rest }
        let isEdited = copy.ownership == .edited && cell.verifiedVersion != copy.resourceVersion
        guard isEdited || copy.revision != revision else { return .rest }
        if let retry = cell.retryAt, retry > now { return .wait(until: retry) }
        return isEdited
            ? .work(.repair(uid: copy.uid, resourceVersion: copy.resourceVersion), .repair)
            : .work(.rotate(uid: copy.uid, resourceVersion: copy.resourceVersion), .rotation)
    }

    private func removal(of copy: CopyState, now: Double) -> Verdict {
        guard !isRemovalHeld else { return .hold(until: nil) }
        guard let since = namespacesFreshSince else { return .hold(until: nil) }
        // A round has just listed everything, and has no time to wait.
        let freshness = identity.isRound ? 0 : Self.freshness
        guard now >= since + freshness else { return .hold(until: since + freshness) }
        return .work(.remove(uid: copy.uid, resourceVersion: copy.resourceVersion), .removal)
    }

    private func isMasterGone(_ slot: Slot) -> Bool { credentials[slot.registry]?.isMasterGone ?? true }

    func revision(of slot: Slot) -> String? { credentials[slot.registry]?.master?.revision }

    /// Whether more than half of all copies would go.
    ///
    /// One opted-out namespace is one person's decision and no mass removal.
    var isRemovalHeld: Bool {
        guard !identity.confirmsRemoval, unwanted * 2 > ours else { return false }
        return unwantedInRetiredSlots > 0 || spacesWithUnwanted > 1
    }

    /// Judges a cell anew and files it where its verdict says.
    mutating func review(_ id: CellID, now: PlanTime) {
        let (space, slot) = (Int(id.space), Int(id.slot))
        count(id)
        let isUnwanted = spaces[space].cells[slot].standing == .unwanted && areNamespacesSynced
        if !isUnwanted {
            spaces[space].cells[slot].unwantedSince = nil
        } else if spaces[space].cells[slot].unwantedSince == nil {
            spaces[space].cells[slot].unwantedSince = now.steady
        }
        // A Secret that was taken from us again after it was ours is news.
        if spaces[space].cells[slot].copy?.isOurs == true { spaces[space].cells[slot].reportedUID = nil }
        let cell = spaces[space].cells[slot]
        let verdict = verdict(on: cell, slot: slots[slot], space: spaces[space], now: now.steady)
        if case .work(_, let level) = verdict { queue.insert(id, level) } else { queue.remove(id) }
        if case .hold(let until) = verdict {
            held.insert(id)
            if isRemovalHeld { noticeHeldRemoval() }
            if let until { setTimer(id, at: until) }
        } else {
            held.remove(id)
        }
        if case .wait(let until) = verdict { setTimer(id, at: until) }
        if isUnwanted, let since = cell.unwantedSince {
            let due = since + removeAfter
            if due > now.steady { setTimer(id, at: due) }
        }
        if case .foreign(let uid) = verdict, cell.reportedUID != uid {
            spaces[space].cells[slot].reportedUID = uid
            notices.append(
                .foreign(
                    namespace: spaces[space].name,
                    secretName: slots[slot].secretName,
                    registry: slots[slot].registry,
                    uid: uid
                )
            )
        }
        if wasRemovalHeld, !isRemovalHeld {
            wasRemovalHeld = false
            reviewHeld(now: now)
        }
    }

    mutating func reviewColumn(_ slot: Int, now: PlanTime) {
        for space in spaces.indices { review(CellID(space: space, slot: slot), now: now) }
    }

    mutating func reviewAll(now: PlanTime) {
        for slot in slots.indices { reviewColumn(slot, now: now) }
    }

    mutating func reviewHeld(now: PlanTime) {
        for cell in held { review(cell, now: now) }
    }

    private mutating func noticeHeldRemoval() {
        guard !wasRemovalHeld else { return }
        wasRemovalHeld = true
        notices.append(.removalHeld(unwanted: unwanted, total: ours))
    }

    private mutating func setTimer(_ id: CellID, at time: Double) {
        let known = spaces[Int(id.space)].cells[Int(id.slot)].timerAt ?? .infinity
        guard time < known else { return }
        spaces[Int(id.space)].cells[Int(id.slot)].timerAt = time
        timers.insert(id, at: time)
    }

    /// Keeps the totals that the guard looks at.
    private mutating func count(_ id: CellID) {
        let (space, slot) = (Int(id.space), Int(id.slot))
        let cell = spaces[space].cells[slot]
        var standing = Cell.Standing.none
        if let copy = cell.copy, copy.isOurs, spaces[space].isWritable {
            standing = cell.isAllowed ? .wanted : .unwanted
        }
        guard standing != cell.standing else { return }
        spaces[space].cells[slot].standing = standing
        let before = spaces[space].unwanted
        for (counted, change) in [(cell.standing, -1), (standing, 1)] where counted != .none {
            ours += change
            slots[slot].ours += change
            guard counted == .unwanted else { continue }
            unwanted += change
            spaces[space].unwanted += change
            if !slots[slot].isCurrent { unwantedInRetiredSlots += change }
        }
        if before == 0, spaces[space].unwanted > 0 { spacesWithUnwanted += 1 }
        if before > 0, spaces[space].unwanted == 0 { spacesWithUnwanted -= 1 }
    }
}
