internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Names

extension AccountPlan {
    /// The waits after a failed write.
    private static let backoff = Backoff(first: .seconds(2), limit: .seconds(600))
    /// It was undone more often than that when somebody is told.
    private static let patientRepeats: UInt8 = 1

    /// Looks again at accounts whose time has come.
    mutating func tick(now: LoopInstant) {
        for key in delays.take(by: now) { review(key, now: now) }
    }

    /// The next write; its account and its namespace are busy until it is ``finished(_:_:now:)``.
    mutating func next(now: LoopInstant) -> AccountWrite? {
        while let namespace = round.next() {
            guard spaces[namespace]?.isBusy == false else { continue }
            while let name = takeFirst(in: namespace) {
                spaces[namespace]?.accounts[name]?.isQueued = false
                if let found = begin(AccountKey(namespace: namespace, name: name), now: now) { return found }
            }
        }
        return nil
    }

    private mutating func takeFirst(in namespace: String) -> String? {
        guard spaces[namespace]?.queue.isEmpty == false else { return nil }
        return spaces[namespace]?.queue.removeFirst()
    }

    private mutating func begin(_ key: AccountKey, now: LoopInstant) -> AccountWrite? {
        guard var state = spaces[key.namespace]?.accounts[key.name], let object = state.observed.object,
            let change = change(of: key, &state, now: now).change
        else { return nil }
        state.isBusy = true
        spaces[key.namespace]?.accounts[key.name] = state
        spaces[key.namespace]?.isBusy = true
        return AccountWrite(key: key, judged: object, change: change)
    }

    /// How many observations of an account have counted.
    func reports(of key: AccountKey) -> Int { spaces[key.namespace]?.accounts[key.name]?.observed.reports ?? 0 }

    /// Takes in how a write ended.
    mutating func finished(_ key: AccountKey, _ outcome: AccountOutcome, now: LoopInstant) {
        // Another term has begun where it is not there.
        guard spaces[key.namespace]?.accounts[key.name]?.isBusy ?? false else { return }
        spaces[key.namespace]?.accounts[key.name]?.isBusy = false
        spaces[key.namespace]?.isBusy = false
        switch outcome {
        case .written(let account):
            spaces[key.namespace]?.accounts[key.name]?.failures = 0
            spaces[key.namespace]?.accounts[key.name]?.history.tried(generation, now: now, patience: .shared)
            spaces[key.namespace]?.accounts[key.name]?.observed.observe(account, by: .event)
        case .overtaken(let account, let reports):
            spaces[key.namespace]?.accounts[key.name]?.history.tried(generation, now: now, patience: .shared)
            spaces[key.namespace]?.accounts[key.name]?.observed.observe(account, by: .readAfter(reports))
        case .failed(let random):
            let failures = (spaces[key.namespace]?.accounts[key.name]?.failures ?? 0) + 1
            spaces[key.namespace]?.accounts[key.name]?.failures = failures
            spaces[key.namespace]?.accounts[key.name]?.retryAt =
                now + Self.backoff.delay(afterFailures: failures, random: random)
        case .dropped: break
        }
        let observed = spaces[key.namespace]?.accounts[key.name]?.observed
        if observed?.isKnown ?? false, observed?.object == nil { gone(key) } else { review(key, now: now) }
        if spaces[key.namespace]?.queue.isEmpty == false { round.add(key.namespace) }
    }

    /// Judges an account, and queues it where it is to be written now.
    mutating func review(_ key: AccountKey, now: LoopInstant) {
        guard var state = spaces[key.namespace]?.accounts[key.name], !state.isBusy else { return }
        let before = state.standing
        let judgement = change(of: key, &state, now: now)
        if let end = judgement.heldUntil { delays.set(key, at: end) }
        if judgement.change == nil {
            state.failures = 0
            state.standing =
                judgement.heldUntil != nil ? .leaving : isCarrying(state, of: key) ? .right : .none
        } else if state.failures > 0, now < state.retryAt {
            delays.set(key, at: state.retryAt)
            state.standing = .failing
        } else if let end = state.history.pause(before: generation, now: now, patience: .shared) {
            delays.set(key, at: end)
            state.standing = .undone
            notice(key, &state)
        } else {
            state.standing = state.failures > 0 ? .failing : state.standing == .undone ? .undone : .waiting
            if !state.isQueued {
                state.isQueued = true
                spaces[key.namespace]?.queue.append(key.name)
            }
            if spaces[key.namespace]?.isBusy == false { round.add(key.namespace) }
        }
        spaces[key.namespace]?.accounts[key.name] = state
        guard state.standing != before else { return }
        count(before, -1)
        count(state.standing, 1)
    }

    /// Counts accounts that stand somehow.
    mutating func count(_ standing: AccountStanding, _ change: Int) {
        if standing != .none { counts[standing, default: 0] += change }
    }

    private mutating func notice(_ key: AccountKey, _ state: inout AccountState) {
        guard state.history.repeats > Self.patientRepeats, !state.history.wasTold, let object = state.observed.object
        else { return }
        state.history.wasTold = true
        notices.append(.undone(key, uid: object.metadata.uid, times: Int(state.history.repeats)))
    }

    private func isCarrying(_ state: AccountState, of key: AccountKey) -> Bool {
        state.observed.object.map { rules.selects($0) && spaces[key.namespace]?.wanted.isEmpty == false } ?? false
    }

    /// What is to be written into an account now, and until when names of ours stay that nobody wants.
    private func change(
        of key: AccountKey,
        _ state: inout AccountState,
        now: LoopInstant
    ) -> (change: AccountChange?, heldUntil: LoopInstant?) {
        guard let space = spaces[key.namespace], space.isKnown, let object = state.observed.object,
            !object.metadata.isTerminating
        else { return (nil, nil) }
        let wanted = rules.selects(object) ? space.wanted : []
        let record = AccountRecord(object.metadata.annotations[PullpassKey.pullSecrets])
        let unwanted = Set(record.names(of: owner)).subtracting(wanted)
        if unwanted.isEmpty { state.unwantedSince = nil }
        var end: LoopInstant?
        // Who switches all of it off means it.
        if !unwanted.isEmpty, rules.isEnabled {
            let since = state.unwantedSince ?? now
            state.unwantedSince = since
            let due = grace.map { since + $0 } ?? .never
            if now < due { end = due }
        }
        let change = AccountChange(
            of: (object.pullSecrets, record),
            owner: owner,
            wanted: wanted,
            anonymous: rules.anonymousName,
            keeping: end == nil ? [] : unwanted
        )
        return (change, end)
    }
}
