internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop
internal import Text

extension KeeperPlan {
    /// The complete set of masters by registry: at the start, and after a watch had to begin anew.
    mutating func mastersSynced(_ all: [String: MasterState], now: PlanTime) {
        for name in credentials.keys.sorted() where all[name] == nil { masterDeleted(name, now: now) }
        for (name, master) in all.sorted(by: { $0.key < $1.key }) { learn(name, master, now: now) }
        anonymousKeysMayHaveChanged(now: now)
        guard !watches.areMastersSynced else { return }
        watches.areMastersSynced = true
        reviewAll(now: now)
    }

    /// A master is there, or has changed.
    ///
    /// One of a registry that is no longer configured brings its Secret names with it.
    mutating func masterSeen(_ registry: String, _ master: MasterState, now: PlanTime) {
        learn(registry, master, now: now)
        anonymousKeysMayHaveChanged(now: now)
    }

    private mutating func learn(_ registry: String, _ master: MasterState, now: PlanTime) {
        for name in master.secretNames { _ = copies.column(of: name, .credential(of: registry)) }
        for name in master.anonymousNames { _ = copies.column(of: name, .anonymousTry) }
        rememberAlso(master.alsoPlaces, of: registry)
        let before = credentials[registry]?.master
        let wasGone = credentials[registry]?.isMasterGone ?? false
        let wasCurrent = credentials[registry]?.isMasterCurrent ?? false
        credentials[registry, default: CredentialState(random: random.next())].learn(master, now: now)
        // Of how a leader's fetch ended the others see no more than this.
        if !isLeader, before?.revision != master.revision || before?.fingerprint != master.fingerprint {
            credentials[registry]?.configured.fetchedAs = nil
        }
        credentials[registry]?.isMasterGone = false
        credentials[registry]?.neverWorked = false
        if credentials[registry]?.firstRevision == nil { credentials[registry]?.firstRevision = master.revision }
        let isCurrent = credentials[registry]?.isMasterCurrent ?? false
        if wasGone, let column = anonymousTry.column { reviewColumn(column, now: now) }
        guard before?.revision != master.revision || wasGone || wasCurrent != isCurrent else {
            if before?.alsoPlaces != master.alsoPlaces { reviewColumns(of: registry, now: now) }
            return
        }
        if before?.revision != master.revision {
            credentials[registry]?.revisionNumber &+= 1
            for column in copies.secretNames.indices where copies.secretNames[column].purpose.registry == registry {
                retryUnfit(inColumn: column)
            }
            credentials[registry]?.spreading.replaces(before, by: master)
            noticeShortLife(registry, master, now: now)
            spreadingLookAt = .start
        }
        noticeSlowSpreading(registry, master, now: now)
        reviewColumns(of: registry, now: now)
        lookAtSpreading(now: now)
    }

    /// A master is gone.
    ///
    /// That of a configured registry stays known, and the runner writes it again.
    mutating func masterDeleted(_ registry: String, now: PlanTime) {
        guard let state = credentials[registry] else { return }
        guard
            state.configured.isPresent || !secretNames(of: registry).isEmpty || !anonymousNames(of: registry).isEmpty
                || !alsoPlaces(of: registry).isEmpty
        else {
            credentials[registry] = nil
            return
        }
        credentials[registry]?.isMasterGone = true
        reviewColumns(of: registry, now: now)
        if let column = anonymousTry.column { reviewColumn(column, now: now) }
    }

    /// What is to be done to masters beside their content: old Secret names leave the annotation when their last copy is
    /// gone, and a master that is not configured any more goes with its last name.
    func masterChores() -> [MasterChore] {
        guard isLeader, watches.areMastersSynced, watches.areNamespacesSynced else { return [] }
        return credentials.keys.sorted().compactMap { registry in
            guard let state = credentials[registry], let master = state.master, !state.isFetching else { return nil }
            let names = secretNames(of: registry)
            let anonymousNames = anonymousNames(of: registry)
            let alsoPlaces = alsoPlaces(of: registry)
            if names.isEmpty, anonymousNames.isEmpty, alsoPlaces.isEmpty {
                return state.configured.isPresent ? nil : .delete(registry: registry)
            }
            guard
                names != master.secretNames || anonymousNames != master.anonymousNames
                    || alsoPlaces != master.alsoPlaces
            else { return nil }
            return .rename(
                registry: registry,
                secretNames: names,
                anonymousNames: anonymousNames,
                alsoPlaces: alsoPlaces
            )
        }
    }

    /// The registries to fetch now; they count as being fetched until ``fetchFinished(_:_:now:)``.
    mutating func takeDueFetches(now: PlanTime) -> [String] {
        guard isLeader, watches.areMastersSynced else { return [] }
        let due = credentials.keys.sorted().filter { name in
            guard let state = credentials[name] else { return false }
            return state.nextFetch(now: now, margin: margin(of: name)).map { $0 <= now.steady } ?? false
        }
        for name in due {
            credentials[name]?.isFetching = true
            credentials[name]?.isWanted = false
        }
        return due
    }

    /// When the next fetch is due on the steady clock.
    func nextFetchTime(now: PlanTime) -> LoopInstant? {
        credentials.compactMap { $0.value.nextFetch(now: now, margin: margin(of: $0.key)) }.min()
    }

    /// When the credential of each registry that has an end is to be replaced at the latest, in wall time; none of those whose last fetch
    /// has not worked.
    func refreshesDue(now: PlanTime) -> [String: Timestamp] {
        var times: [String: Timestamp] = [:]
        for (name, state) in credentials where state.master?.expiresAt != nil {
            times[name] = state.refreshDue(now: now, margin: margin(of: name))
        }
        return times
    }

    /// Whether a fetch is wanted, even if it has to wait for a moment: the one before was given up on, or has been overtaken.
    var isFetchWanted: Bool { credentials.values.contains { $0.configured.isPresent && $0.isWanted } }

    /// Takes in how a fetch ended and sets the next one.
    mutating func fetchFinished(_ registry: String, _ outcome: FetchOutcome, now: PlanTime) {
        guard var state = credentials[registry] else { return }
        state.isFetching = false
        let random = random.next()
        switch outcome {
        case .written(let master), .unchanged(let master), .incomplete(let master, _, _):
            state.random = random
            if case .incomplete(_, _, let pause) = outcome {
                state.failed(pause: pause, inUse: master, now: now, random: random)
            } else {
                state.failing = FetchFailures()
            }
            state.checkedAt = now
            state.noneIsRefused()
            let pause = state.isWanted ? CredentialState.sourceFloor : RefreshSchedule().floor
            state.earliest = now.steady + pause
            credentials[registry] = state
            masterSeen(registry, master, now: now)
            if state.configured.isOutdated, !state.isWanted {
                credentials[registry]?.configured.fetchedAs = nil
                reviewColumns(of: registry, now: now)
            }
            let worked = state.failing.count == 0
            fetchAlong(with: registry, state.configured.inputs.tokens, succeeded: worked, now: now)
        case .failed(_, let pause):
            state.tokensSince = now.steady
            state.failed(pause: pause, inUse: state.master, now: now, random: random)
            credentials[registry] = state
            fetchAlong(with: registry, state.configured.inputs.tokens, succeeded: false, now: now)
        case .abandoned:
            state.isWanted = true
            state.earliest = max(state.earliest, now.steady + CredentialState.sourceFloor)
            credentials[registry] = state
        }
    }

    /// Lets registries go along that use a token for which another one has just asked.
    private mutating func fetchAlong(
        with registry: String,
        _ tokens: Set<CredentialScope>,
        succeeded: Bool,
        now: PlanTime
    ) {
        for (other, state) in credentials
        where other != registry && !state.configured.inputs.tokens.isDisjoint(with: tokens) {
            let margin = margin(of: other)
            credentials[other]?.tokenAsked(succeeded: succeeded, now: now, margin: margin)
        }
    }

    /// A Secret of our own namespace that a credential is read from has changed, has come or gone.
    mutating func sourceChanged(_ secretName: String, now: PlanTime) {
        for (registry, state) in credentials where state.configured.inputs.secretNames.contains(secretName) {
            credentials[registry]?.sourceChanged(now: now)
            outdateOwn(registry, now: now)
        }
    }

    /// A file that a credential is read from has changed, has come or gone.
    mutating func fileChanged(_ path: String, now: PlanTime) {
        for (registry, state) in credentials where state.configured.inputs.filePaths.contains(path) {
            credentials[registry]?.sourceChanged(now: now)
            outdateOwn(registry, now: now)
        }
    }

    /// Somebody has changed or removed a master that we keep: it is fetched and written anew.
    mutating func masterEdited(_ registry: String, now: PlanTime) { credentials[registry]?.wantsFetch(now: now) }

    /// Starts or ends a term as leader.
    ///
    /// Credentials that do not expire cost little: they are read again at the start of each term.
    mutating func lead(_ isLeader: Bool, now: PlanTime) {
        guard self.isLeader != isLeader else { return }
        self.isLeader = isLeader
        if isLeader {
            for (name, state) in credentials where state.configured.isPresent && state.master?.expiresAt == nil {
                // Its source may have changed while nobody looked: what this replica knew in an earlier term holds nothing back.
                credentials[name]?.wantsFetch(now: now)
            }
            forgetOwnFailures()
            settleDropped(now: now.steady)
        }
        if !isLeader { endSpreading() }
        spreadingLookAt = .start
        reviewAll(now: now)
    }

    /// How long before its end a registry's credential is replaced at the latest.
    func margin(of registry: String) -> Duration {
        RefreshSchedule.margin(copies: copyCount(of: registry), writesPerSecond: configuration.keeper.requestsPerSecond)
    }

    /// The copies of ours of a registry's master.
    func copyCount(of registry: String) -> Int {
        copies.secretNames.reduce(0) { $0 + ($1.purpose.registry == registry ? $1.ours : 0) }
    }

    private mutating func noticeSlowSpreading(_ registry: String, _ master: MasterState, now: PlanTime) {
        guard isLeader, let expiresAt = master.expiresAt else { return }
        let rate = configuration.keeper.requestsPerSecond
        let needed = RefreshSchedule.spreadTime(copies: copyCount(of: registry), writesPerSecond: rate)
        let left = expiresAt - now.wall
        if needed > left { notices.append(.spreadingTooSlow(registry: registry, needed: needed, left: left)) }
    }
}
