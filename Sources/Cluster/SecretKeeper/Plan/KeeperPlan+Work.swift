extension KeeperPlan {
    /// Hands out the most urgent work that is not past `last`; nil when there is none.
    mutating func takeWork(upTo last: PlannedWork.Level = .removal, now: PlanTime) -> PlannedWork? {
        while let id = queue.popFirst(upTo: last) {
            let (space, slot) = (Int(id.space), Int(id.slot))
            let cell = spaces[space].cells[slot]
            // Judged again: what was right when it was queued need not be right any more.
            guard
                case .work(let kind, let level) = verdict(
                    on: cell,
                    slot: slots[slot],
                    space: spaces[space],
                    now: now.steady
                )
            else {
                review(id, now: now)
                continue
            }
            guard slots[slot][kind.right].pausedUntil == nil else {
                slots[slot][kind.right].parked.append(id)
                continue
            }
            spaces[space].cells[slot].isBusy = true
            busy += 1
            return PlannedWork(
                cell: id,
                kind: kind,
                level: level,
                namespace: spaces[space].name,
                secretName: slots[slot].secretName,
                registry: slots[slot].registry,
                revision: revision(of: slots[slot]) ?? ""
            )
        }
        return nil
    }

    /// Whether ``takeWork(upTo:now:)`` may have something.
    func hasWork(upTo last: PlannedWork.Level = .removal) -> Bool { queue.hasWork(upTo: last) }

    /// Takes in how a piece of work ended and judges its cell anew.
    mutating func workFinished(_ work: PlannedWork, _ outcome: WorkOutcome, now: PlanTime) {
        let (space, slot) = (Int(work.cell.space), Int(work.cell.slot))
        spaces[space].cells[slot].isBusy = false
        busy -= 1
        switch outcome {
        case .written(let copy):
            settle(work, copy)
        case .removed:
            if case .remove(let uid, _) = work.kind {
                spaces[space].cells[slot].removedUID = uid
                if spaces[space].cells[slot].copy?.uid == uid { spaces[space].cells[slot].copy = nil }
                spaces[space].cells[slot].unwantedSince = nil
            }
            succeed(work)
        case .immutable:
            spaces[space].cells[slot].immutableUID = spaces[space].cells[slot].copy?.uid
            retryLater(work.cell, now: now)
        case .forbidden:
            retryLater(work.cell, now: now)
            pause(slot, work.kind.right, now: now)
        case .found, .conflict, .namespaceGone, .refused:
            retryLater(work.cell, now: now)
        case .unavailable:
            // It stays to be done, but behind everything else: tried again at once it would be tried without end.
            spaces[space].cells[slot].retryAt = now.steady + Self.unavailablePause
        }
        review(work.cell, now: now)
        forgetIfEmpty(space)
    }

    /// How long work waits that could not even be tried, in seconds.
    private static let unavailablePause = 1.0

    private mutating func settle(_ work: PlannedWork, _ copy: CopyState) {
        let (space, slot) = (Int(work.cell.space), Int(work.cell.slot))
        // A later report may have come before the answer.
        if spaces[space].cells[slot].copy.map({ !copy.isOlder(than: $0) }) ?? true {
            spaces[space].cells[slot].copy = copy
        }
        if case .repair = work.kind { spaces[space].cells[slot].verifiedVersion = copy.resourceVersion }
        if copy.isOurs { noteCopy(space, slot) }
        succeed(work)
    }

    private mutating func succeed(_ work: PlannedWork) {
        let (space, slot) = (Int(work.cell.space), Int(work.cell.slot))
        spaces[space].cells[slot].failures = 0
        spaces[space].cells[slot].retryAt = nil
        slots[slot][work.kind.right].refusals = 0
    }

    private mutating func retryLater(_ id: CellID, now: PlanTime) {
        let failures = spaces[Int(id.space)].cells[Int(id.slot)].failures + 1
        let delay = Backoff.copies.delay(afterFailures: failures, random: random.next())
        spaces[Int(id.space)].cells[Int(id.slot)].failures = failures
        spaces[Int(id.space)].cells[Int(id.slot)].retryAt = now.steady + delay
    }

    /// Leaves what needs a right alone in a whole column for a while: a right that is missing is missing everywhere.
    private mutating func pause(_ slot: Int, _ right: Right, now: PlanTime) {
        guard slots[slot][right].pausedUntil == nil else { return }
        slots[slot][right].refusals += 1
        let delay = Backoff.copies.delay(afterFailures: slots[slot][right].refusals, random: random.next())
        slots[slot][right].pausedUntil = now.steady + delay
    }
}

extension KeeperPlan {
    /// How often a piece of work has failed before.
    func failures(of work: PlannedWork) -> Int {
        spaces[Int(work.cell.space)].cells[Int(work.cell.slot)].failures
    }

    /// How often the right that it needs was missing before.
    func refusals(of work: PlannedWork) -> Int { slots[Int(work.cell.slot)][work.kind.right].refusals }
}
