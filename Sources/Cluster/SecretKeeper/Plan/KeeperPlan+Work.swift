internal import Controllers
internal import EventLoop
internal import Kubernetes

extension KeeperPlan {
    /// Hands out the most urgent work that is not past `last`; nil when there is none.
    mutating func takeWork(upTo last: PlannedWork.Level = .last, now: PlanTime) -> PlannedWork? {
        takeWork(withFetch: false, upTo: last, now: now)
    }

    /// Hands out the most urgent work of one of the two queues: of that for which something has to be fetched first, or of the other.
    mutating func takeWork(withFetch: Bool, upTo last: PlannedWork.Level, now: PlanTime) -> PlannedWork? {
        while let popped = withFetch ? own.queue.popFirst(upTo: last) : queue.popFirst(upTo: last) {
            // Judged again: what was right when it was queued need not be right any more.
            guard case .work(let kind, let level) = verdict(at: popped, now: now),
                needsFetch(kind, at: popped) == withFetch
            else {
                review(popped, now: now)
                continue
            }
            let piece: Piece? = (popped, kind, level)
            guard let (key, kind, level) = withFetch ? piece : anonymousTryFirst((popped, kind, level), now: now) else {
                continue
            }
            // Writes may be slow in a namespace, by a webhook for example: that must not keep all workers.
            guard copies.namespaces[key.row].busy < Self.busyPerNamespace else {
                parked[key.row, default: []].insert(key.column)
                continue
            }
            guard mayTry(kind.right, at: key) else {
                copies.secretNames[key.column][kind.right].parked.insert(key)
                continue
            }
            copies[key].isBusy = true
            copies.secretNames[key.column].busy += 1
            copies.namespaces[key.row].busy += 1
            busy += 1
            let name = copies.secretNames[key.column]
            return PlannedWork(
                key: key,
                kind: kind,
                level: level,
                namespace: copies.namespaces[key.row].name,
                secretName: name.secretName,
                purpose: name.purpose,
                target: target(of: name, in: copies.namespaces[key.row])
            )
        }
        return nil
    }

    private typealias Piece = (key: CopyKey, kind: PlannedWork.Kind, level: PlannedWork.Level)

    /// What is done first: before a new credential the anonymous try beside it, where that is yet to be placed, since the copy that is
    /// replaced may have had one in itself.
    ///
    /// The copy then waits for the end of that, however it ends; nil where it is under way already.
    private mutating func anonymousTryFirst(_ piece: Piece, now: PlanTime) -> Piece? {
        guard case .rotate = piece.kind, let other = anonymousTry(beside: piece.key), copies[other].observed == nil
        else { return piece }
        if copies[other].isBusy {
            parked[piece.key.row, default: []].insert(piece.key.column)
            return nil
        }
        guard case .work(let kind, let level) = verdict(at: other, now: now),
            copies.secretNames[other.column][kind.right].pausedUntil == nil
        else { return piece }
        parked[piece.key.row, default: []].insert(piece.key.column)
        queue.remove(other)
        return (other, kind, level)
    }

    /// Whether something has to be fetched before it can be written: such work has a queue of its own.
    func needsFetch(_ kind: PlannedWork.Kind, at key: CopyKey) -> Bool {
        switch kind {
        case .place, .repair, .rotate: copies.secretNames[key.column].isOwn
        case .clear, .remove: false
        }
    }

    /// Whether ``takeWork(upTo:now:)`` may have something.
    func hasWork(upTo last: PlannedWork.Level = .last) -> Bool { queue.hasWork(upTo: last) }

    /// Takes in how a piece of work ended and judges its copy anew.
    mutating func workFinished(_ work: PlannedWork, _ outcome: WorkOutcome, now: PlanTime) {
        let key = work.key
        copies[key].isBusy = false
        copies.secretNames[key.column].busy -= 1
        copies.namespaces[key.row].busy -= 1
        busy -= 1
        if work.isFetch { own.busy -= 1 }
        let isFirstRefusal = isFirstRefusal(of: work)
        // What has ended otherwise has not shown that the right is missing: the next one may be tried.
        if outcome != .forbidden { copies.secretNames[key.column][work.kind.right].isProbed = false }
        noteTry(work, outcome, now: now)
        noteTrouble(key, outcome)
        if case .remove = work.kind, outcome != .removed, outcome != .kept {
            // Of a credential that nobody gives any more: asked for once more before the next try, at the pace of its fetches. Who has
            // deletions refused in his namespace would have us try without end.
            if own.isRefused(key) { own.failed(key, isRefused: false) }
        }
        switch outcome {
        case .written(let observed):
            settle(work, observed, now: now)
        case .notFetched(let isRefused, let pause):
            notFetched(work, isRefused: isRefused, pause: pause, now: now)
        case .removed:
            switch work.kind {
            case .remove(let uid, let version), .clear(let uid, let version):
                copies[key].marked.removedUID = uid
                // It went after what was judged.
                if let version = UInt64(version) { copies[key].told = max(copies[key].told, version + 1) }
                if copies[key].observed?.uid == uid { copies[key].observed = nil }
                copies[key].unwantedSince = nil
            case .place, .repair, .rotate: break
            }
            // Of a credential that nobody gives any more: when it is asked for again stays as it was.
            if !own.isRefused(key) { succeed(work, now: now) }
        case .kept:
            // Still ours, and with it its name and its master: what is in it may be a credential that works.
            if copies[key].observed?.uid == work.kind.judgedUID { copies[key].observed?.isTerminating = true }
            if !own.isRefused(key) { succeed(work, now: now) }
        case .immutable:
            // Not the one that may stand there by now.
            copies[key].marked.immutableUID = work.kind.judgedUID
            retryLater(key, now: now)
        case .forbidden:
            retryLater(key, now: now)
            if !areRightsOfNamespaces(work.purpose) { rightRefused(work, isFirst: isFirstRefusal, now: now) }
        case .conflict:
            // Where nothing has changed somebody shares what is ours, and only with force it can be another revision.
            copies[key].marked.verifiedVersion = nil
            retryLater(key, now: now)
        case .found, .namespaceGone, .quotaExceeded, .refused, .unfit:
            retryLater(key, now: now)
        case .timedOut:
            retryLater(key, now: now)
            mayComeToLight(work, now: now.steady)
        case .unavailable:
            // It stays to be done, but behind everything else: tried again at once it would be tried without end.
            copies[key].retryAt = max(copies[key].retryAt ?? .start, now.steady + Self.unavailablePause)
            mayComeToLight(work, now: now.steady)
        }
        review(key, now: now)
        reviewParked(key.row, now: now)
        forgetIfEmpty(key.row)
    }

    /// Files the copies again that had to wait for another one of their namespace.
    private mutating func reviewParked(_ row: Int, now: PlanTime) {
        for column in parked.removeValue(forKey: row)?.sorted() ?? [] {
            review(CopyKey(row: row, column: column), now: now)
        }
    }

    /// The most writes that are under way in a namespace.
    private static let busyPerNamespace = 2

    /// How long work waits that could not even be tried.
    private static let unavailablePause = Duration.seconds(1)

    private mutating func settle(_ work: PlannedWork, _ observed: ObservedCopy, now: PlanTime) {
        let key = work.key
        // A later report may have come before the answer: of a change, or that what was written is gone.
        if !isOutdated(observed, at: key) {
            copies[key].observed = observed
            // Somebody's webhook may take our labels away as they are written: that does not get better by writing them again.
            let isRepair = if case .repair = work.kind { true } else { false }
            if isRepair || observed.labelling != .intact {
                copies[key].marked.verifiedVersion = observed.resourceVersion
            }
            if observed.isOurs { noteCopy(key) }
            if work.isFetch { fetched(work, observed, now: now) }
        }
        succeed(work, now: now)
    }

    /// Remembers what was written: the next time may have to wait.
    private mutating func noteTry(_ work: PlannedWork, _ outcome: WorkOutcome, now: PlanTime) {
        let wasHurried = copies[work.key].wasHurried
        copies[work.key].wasHurried = false
        // The second step of one try.
        let isSecondStep = copies[work.key].isCleared
        copies[work.key].isCleared =
            if case .clear = work.kind { outcome == .removed || outcome == .kept } else {
                isSecondStep && (outcome == .unavailable || outcome == .timedOut)
            }
        switch outcome {
        case .written:
            // Its time had come: nobody has undone anything.
            guard !work.isRenewal else { return }
            if !work.isFetch, work.level == .rotation || work.level == .urgent { pace.wrote() }
            guard !isSecondStep else { return }
        case .removed, .kept: break
        case .found, .conflict, .namespaceGone, .immutable, .quotaExceeded, .refused, .timedOut, .unfit, .notFetched,
            .forbidden:
            // A failure has a delay of its own, but for who ends that with an event each time.
            guard wasHurried else { return }
        case .unavailable: return
        }
        let number = number(of: copies.secretNames[work.key.column])
        copies[work.key].history.tried(number, now: now.steady)
    }

    private mutating func succeed(_ work: PlannedWork, now: PlanTime) {
        copies[work.key].failures = 0
        copies[work.key].retryAt = nil
        rightFound(work.kind.right, work.key.column, now: now)
    }

    /// Remembers what was said to a write.
    private mutating func noteTrouble(_ key: CopyKey, _ outcome: WorkOutcome) {
        switch outcome {
        case .quotaExceeded: copies[key].trouble = .quota
        case .refused, .timedOut: copies[key].trouble = .refused
        case .unfit: copies[key].trouble = .unfit
        case .forbidden: copies[key].trouble = .forbidden
        // It has said nothing.
        case .unavailable: break
        case .written, .removed, .kept, .found, .conflict, .namespaceGone, .immutable, .notFetched:
            copies[key].trouble = nil
        }
    }

    private mutating func retryLater(_ key: CopyKey, now: PlanTime) {
        copies[key].countFailure()
        let delay = Backoff.copies.delay(afterFailures: Int(copies[key].failures), random: random.next())
        copies[key].retryAt = now.steady + delay
    }
}

extension KeeperPlan {
    /// How often a piece of work has failed before.
    func failures(of work: PlannedWork) -> Int { Int(copies[work.key].failures) }
}
