internal import Configuration
internal import Credentials
internal import EventLoop
internal import Status
internal import Text

/// When one registry's credential is fetched.
struct CredentialState: Sendable {
    /// The least time between two fetches that a changed source asked for.
    static let sourceFloor = Duration.seconds(2)

    var configured = ConfiguredCredential()
    var master: MasterState?
    /// When this replica took in what the master says of its times, by its own clocks.
    var seenAt: PlanTime?
    /// The revision of the first master that this plan saw: copies from before it have that one, whatever is fetched meanwhile.
    var firstRevision: String?
    /// How often its revision has changed.
    var revisionNumber: UInt32 = 0
    var spreading = Spreading()
    var shortLives = ShortLives()
    /// How long the credential lives that a namespace was given last, where each has its own; nil where it does not end.
    var ownLife: Duration?
    /// Somebody has deleted the master: only a leader, which makes it anew, still writes copies of what it knows.
    var isMasterGone = false
    /// No credential could be fetched yet, as the Secret of the master says.
    var neverWorked = false
    /// What the registry said of the credential that was tried last, and the revision that it was to have.
    private var tried: (probe: ProbeStatus, revision: String)?
    /// For the jitter of this schedule; a new one for each.
    var random: Double
    var isFetching = false
    /// A fetch is wanted, whatever the expiry.
    var isWanted = false
    /// Steady time before which no fetch starts: a wall clock that jumps cannot make it spin.
    var earliest = LoopInstant.start
    var failing = FetchFailures()
    /// Steady time up to which nothing counts that a provider said; nil where all counts.
    ///
    /// A source has changed since, or the token was of no use.
    var tokensSince: LoopInstant?
    /// The last fetch that told something.
    var checkedAt: PlanTime?

    init(random: Double) { self.random = random }

    /// Whether the master is what the configuration asks for, as far as can be known.
    ///
    /// Otherwise it stays where it is, and no further namespace gets it: the rule that takes the namespace may have been written for the
    /// new credential only.
    var isMasterCurrent: Bool {
        !configured.isOutdated && [configured.fingerprint, configured.formerFingerprint].contains(master?.fingerprint)
    }

    /// When the times of the credential were taken in last: from the master, or by a fetch of this replica.
    private var lastHeard: PlanTime? { [seenAt, checkedAt].compactMap(\.self).max { $0.steady < $1.steady } }

    /// What the registry said of the credential that it has now, or of a newer one that it refuses; nil where it was asked about neither.
    var probe: ProbeStatus? {
        tried.flatMap { $0.probe.verdict == .refused || $0.revision == master?.revision ? $0.probe : nil }
    }

    /// Takes in what the registry said of a new credential; nil where it was not asked.
    mutating func probed(_ probe: ProbeStatus?, of revision: String) { tried = probe.map { ($0, revision) } }

    /// A fetch has brought what the master has: nothing newer is refused any more.
    mutating func noneIsRefused() {
        if tried?.probe.verdict == .refused { tried = nil }
    }

    /// Takes in what the master is now.
    mutating func learn(_ new: MasterState, now: PlanTime) {
        if master.map({ ($0.revision, $0.fetchedAt, $0.expiresAt) != (new.revision, new.fetchedAt, new.expiresAt) })
            ?? true
        {
            seenAt = now
        }
        master = new
    }

    /// Asks for a fetch because a source changed: what a provider said before does not count.
    mutating func sourceChanged(now: PlanTime) {
        tokensSince = now.steady
        wantsFetch(now: now)
    }

    /// Goes along with a registry that has just asked for a token which this one uses too: in step they need one call.
    ///
    /// That is where this one would be due about now anyway, as far as jitter decides that. One that fails tries at once what works for
    /// the other.
    mutating func tokenAsked(succeeded: Bool, now: PlanTime, margin: Duration) {
        guard configured.isPresent, !isFetching else { return }
        if failing.count > 0 {
            if succeeded || failing.retryFrom <= now.steady { failing.retryAt = now.steady }
        } else if let due = nextFetch(now: now, margin: margin, random: 0), due <= now.steady {
            isWanted = true
        }
    }

    /// Counts a failure and sets the next try; `pause` is for how long the provider wants to be left alone, and `inUse` what there is meanwhile.
    mutating func failed(pause: Duration, inUse master: MasterState?, now: PlanTime, random: Double) {
        failing.count += 1
        failing.since = failing.since ?? now.wall
        let count = failing.count
        func retry(_ random: Double) -> LoopInstant {
            let retry = RefreshSchedule().retry(failures: count, now: now.steady, random: random)
            return max(retry, now.steady + RefreshSchedule.pause(asked: pause, left: left(of: master, now: now)))
        }
        failing.retryAt = retry(random)
        failing.retryFrom = retry(0)
    }

    /// How long a credential is still good, by the clock that says less; nil where there is none or it does not end.
    private func left(of master: MasterState?, now: PlanTime) -> Duration? {
        guard let expiresAt = master?.expiresAt, expiresAt != .distantFuture else { return nil }
        let left = expiresAt - now.wall
        return lastHeard.map { min(left, expiresAt - $0.wall - (now.steady - $0.steady)) } ?? left
    }

    /// Asks for a fetch because configuration or source changed: forgets the back-off.
    mutating func wantsFetch(now: PlanTime) {
        isWanted = true
        failing.count = 0
        failing.retryAt = nil
        earliest = min(earliest, checkedAt.map { $0.steady + Self.sourceFloor } ?? .start)
    }

    /// The steady time at which to fetch; nil for never.
    ///
    /// With 0 as `random` it is the earliest time that jitter allows, and not that of its own number.
    func nextFetch(now: PlanTime, margin: Duration, random: Double? = nil) -> LoopInstant? {
        guard configured.isPresent, !isFetching else { return nil }
        if failing.count > 0, let retryAt = failing.retryAt { return max(retryAt, earliest) }
        guard let master, !isWanted, master.fingerprint == configured.fingerprint else {
            return max(earliest, now.steady)
        }
        func due(_ time: PlanTime) -> LoopInstant? {
            scheduled(master, at: time, margin: margin, random: random ?? self.random)
                .map { time.steady + max(.zero, $0 - time.wall) }
        }
        // The clock that says it first: a wall clock that is set back would give an old credential a second life.
        return [due(now), lastHeard.flatMap(due)].compactMap(\.self).min().map { max(earliest, $0) }
    }

    /// When a credential that works is to be replaced at the latest that jitter allows, in wall time; nil for never, and where the last
    /// fetch has not worked, so that nothing is to be waited for.
    func refreshDue(now: PlanTime, margin: Duration) -> Timestamp? {
        guard configured.isPresent, failing.count == 0, let master else { return nil }
        return scheduled(master, at: now, margin: margin, random: 1)
    }

    /// When a credential that works is fetched again, in wall time; nil for never.
    private func scheduled(_ master: MasterState, at time: PlanTime, margin: Duration, random: Double) -> Timestamp? {
        let base = max(master.fetchedAt, checkedAt?.wall ?? .distantPast)
        let life = max(.zero, (master.expiresAt ?? .distantFuture) - base)
        // A life shorter than the margin would be refreshed without end: not in its first quarter.
        var schedule = RefreshSchedule(margin: min(margin, life * 3 / 4))
        schedule.rotationFloor = RefreshSchedule.rotationFloor(life: master.life, spread: Self.spread(margin))
        return schedule.due(
            fetchedAt: base,
            rotatedAt: master.fetchedAt,
            expiresAt: master.expiresAt,
            now: time.wall,
            random: random
        )
    }
}

extension CredentialState {
    /// What of a margin is for writing the copies.
    static func spread(_ margin: Duration) -> Duration { max(.zero, margin - RefreshSchedule.leastMargin) }

    /// For how long copies have an ended credential before each new one, see ``RefreshSchedule/staleTime(life:spread:)``.
    func staleTime(margin: Duration) -> Duration {
        guard let master, master.expiresAt != nil else { return .zero }
        return RefreshSchedule.staleTime(life: master.life, spread: Self.spread(margin))
    }
}

/// Whether a registry's credentials live too short, one after the other.
struct ShortLives: Sendable {
    /// Events are kept for about an hour.
    private static let interval = Duration.seconds(3600)

    /// How many new ones in a row had a short life.
    private var count = 0
    private var toldAt: LoopInstant?

    /// Takes in the life of a new credential.
    ///
    /// One alone says nothing: providers that hand out the same token to everybody may give one with a short rest.
    ///
    /// - Returns: Whether people should be told now.
    mutating func isWorthTelling(_ life: Duration, now: LoopInstant) -> Bool {
        guard life < TokenFreshness.shortLife else {
            (count, toldAt) = (0, nil)
            return false
        }
        count = min(count + 1, 2)
        guard count > 1, toldAt.map({ now - $0 >= Self.interval }) ?? true else { return false }
        toldAt = now
        return true
    }
}

/// What the configuration says of a registry's credential.
struct ConfiguredCredential: Sendable {
    /// Whether it has the registry.
    var isPresent = false
    /// The registry, as it had it last; nil where only a master tells of it.
    var settings: Registry?
    /// What a master that is made from it bears.
    var fingerprint = ""
    /// What a master of the former format bears that was made from it: good enough to be copied until it is made anew.
    var formerFingerprint = ""
    /// The registry as it was when the credential was fetched, where it says something else about that since; nil where it does not.
    var fetchedAs: Registry?
    var inputs = CredentialInputs(secretNames: [], filePaths: [])
}

extension ConfiguredCredential {
    /// It says something else about the credential than when that was fetched; knows of inline credentials too, which the fingerprint
    /// does not.
    var isOutdated: Bool { fetchedAs != nil }

    /// Takes in what it was before, once the new settings are there.
    ///
    /// A leader knows when it has fetched again, and may have begun to fetch something else meanwhile. The others are not told of a fetch
    /// that brought nothing new: for them what is as it was is as it was. And the leader may have been faster than they.
    mutating func outdate(from before: ConfiguredCredential, _ master: MasterState?, isLeader: Bool) {
        guard let last = before.settings, let settings, CredentialFingerprint.asksForAnother(last, settings) else {
            return
        }
        let fetched = before.fetchedAs ?? last
        let isFetched =
            before.fetchedAs == nil && before.fingerprint != fingerprint && master?.fingerprint == fingerprint
        let isOutdated = isLeader || !isFetched && CredentialFingerprint.asksForAnother(fetched, settings)
        fetchedAs = isOutdated ? fetched : nil
    }
}

/// The failures of a registry's fetches since one worked as a whole.
struct FetchFailures: Sendable {
    /// How many there were in a row; a changed source makes a new start.
    var count = 0
    /// Steady time of the next try.
    var retryAt: LoopInstant?
    /// What it would be with the least jitter.
    var retryFrom = LoopInstant.start
    /// Wall time since when the credential cannot be fetched.
    var since: Timestamp?
}

/// How a fetch ended.
enum FetchOutcome: Sendable, Hashable {
    /// A new master has been written.
    case written(MasterState)
    /// The same credential; with another expiry the master says so, the copies do not change.
    case unchanged(MasterState)
    /// A master that is in force, without a part that could not be had, or with what that was before; tried again as after a failure.
    ///
    /// The text is for people and holds no credential.
    case incomplete(MasterState, String, pause: Duration = .zero)
    /// No credential; the text is for people and holds none.
    ///
    /// `pause` is for how long the provider wants to be left alone.
    case failed(String, pause: Duration = .zero)
    /// Given up on: the leader's term ended, or the API server did not take the master.
    case abandoned
}
