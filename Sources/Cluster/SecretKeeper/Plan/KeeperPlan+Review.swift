internal import Configuration
internal import Controllers
internal import EventLoop

extension KeeperPlan {
    /// Judges a copy anew and files it where its verdict says.
    mutating func review(_ key: CopyKey, now: PlanTime) {
        count(key)
        own.count(key, isWanted: copies[key].isAllowed && copies.secretNames[key.column].isOwn)
        let isUnwanted = copies[key].standing.isUnwanted && watches.areNamespacesSynced
        if !isUnwanted {
            copies[key].unwantedSince = nil
        } else if copies[key].unwantedSince == nil {
            copies[key].unwantedSince = now.steady
        }
        // A Secret that was taken from us again after it was ours is news.
        if copies[key].observed?.isOurs == true { copies[key].marked.reportedUID = nil }
        let copy = copies[key]
        let verdict = verdict(at: key, now: now)
        switch verdict {
        case .work(let kind, let level) where needsFetch(kind, at: key):
            queue.remove(key)
            own.queue.insert(key, level)
        case .work(_, let level):
            if !own.queue.isEmpty { own.queue.remove(key) }
            queue.insert(key, level)
        default:
            if !own.queue.isEmpty { own.queue.remove(key) }
            queue.remove(key)
        }
        if case .hold(let until) = verdict {
            removals.held.insert(key)
            if isRemovalHeld { noticeHeldRemoval() }
            if let until { setTimer(key, at: until) }
        } else {
            removals.held.remove(key)
        }
        if case .wait(let until) = verdict { setTimer(key, at: until) }
        if case .backOff(let until) = verdict {
            setTimer(key, at: until)
            backingOff.insert(key)
            noticeUndone(key, now: now)
        } else {
            backingOff.remove(key)
        }
        countPresence(key, now: now)
        if isUnwanted, let since = copy.unwantedSince {
            let due = since + removeAfter(copies.secretNames[key.column])
            if due > now.steady { setTimer(key, at: due) }
        }
        if case .foreign(let uid) = verdict, copy.marked.reportedUID != uid {
            noticeForeign(key, uid: uid, now: now)
        }
        if removals.wasNoticed, !isRemovalHeld {
            removals.wasNoticed = false
            reviewHeld(now: now)
        }
        needAnonymousTry(beside: key, now: now)
    }

    mutating func reviewColumn(_ column: Int, now: PlanTime) {
        for row in copies.namespaces.indices { review(CopyKey(row: row, column: column), now: now) }
    }

    /// All copies of a registry's master, under all its names.
    mutating func reviewColumns(of registry: String, now: PlanTime) {
        for column in copies.secretNames.indices where copies.secretNames[column].purpose.registry == registry {
            reviewColumn(column, now: now)
        }
    }

    mutating func reviewAll(now: PlanTime) {
        for column in copies.secretNames.indices { reviewColumn(column, now: now) }
    }

    mutating func reviewHeld(now: PlanTime) {
        for key in removals.held { review(key, now: now) }
    }

    private mutating func noticeHeldRemoval() {
        guard !removals.wasNoticed else { return }
        removals.wasNoticed = true
        notices.append(.removalHeld(unwanted: removals.unwanted, total: removals.ours))
    }

    private mutating func noticeUndone(_ key: CopyKey, now: PlanTime) {
        let copy = copies[key]
        guard isLeader, copy.isAllowed, !copy.history.wasTold else { return }
        copies[key].history.wasTold = true
        guard mayTell(key.row, now: now.steady) else { return }
        let name = copies.secretNames[key.column]
        notices.append(
            .undone(
                namespace: copies.namespaces[key.row].name,
                secretName: name.secretName,
                purpose: name.purpose,
                editor: copy.observed?.editor?.text,
                times: Int(copy.history.repeats) + 1
            )
        )
    }

    private mutating func noticeForeign(_ key: CopyKey, uid: String, now: PlanTime) {
        copies[key].marked.reportedUID = uid
        guard mayTell(key.row, now: now.steady) else { return }
        let name = copies.secretNames[key.column]
        notices.append(
            .foreign(
                namespace: copies.namespaces[key.row].name,
                secretName: name.secretName,
                purpose: name.purpose,
                uid: uid
            )
        )
    }

    private mutating func setTimer(_ key: CopyKey, at time: LoopInstant) {
        guard time < copies[key].timerAt ?? .never else { return }
        copies[key].timerAt = time
        timers.insert(key, at: time)
    }
}
