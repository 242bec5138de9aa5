internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop
internal import Injection

/// What has to be done where: a pure structure of (configuration, what the watches have shown, clock, role).
///
/// Everything it is told changes the few copies that it concerns, and each changed copy is judged anew
/// (``verdict(on:of:in:now:)``): work goes to a queue by urgency, delays go to a heap. Only a new revision of a
/// master, a reload and a change of role look at a whole column or at all. It does no I/O, reads no clock and draws
/// random numbers only from its seed.
struct KeeperPlan: Sendable {
    /// What does not follow from the configuration.
    struct Identity: Sendable, Hashable {
        /// Pullpass' own namespace, which never gets copies.
        var ownNamespace: String
        /// Whether somebody has confirmed that unwanted copies may go, at once and however many.
        var confirmsRemoval = false
        /// Whether it is for one round only.
        var isRound = false
        /// Whether each namespace has a Role of its own, and there is no ClusterRole.
        var hasRoles = false
    }

    /// How long the watch of namespaces must have worked before anything is removed.
    static let freshness = Duration.seconds(10)

    var identity: Identity
    var configuration: Configuration
    /// The namespaces that the configuration looks at.
    var scope: NamespaceScope
    var random: SeededRandom
    var isLeader = false

    var copies = CopyTable()
    var anonymousTry = AnonymousTry()
    var credentials: [String: CredentialState] = [:]
    var watches = WatchProgress()

    /// Hints for namespaces that the watch has not shown yet; lost, a lazy Secret would never be made.
    var earlyHints = EarlyHints()
    /// Those of them that need a proof, now that their namespace is there.
    var unproven: [UnprovenHint] = []

    var queue = WorkQueue()
    var own = OwnFetches()
    var timers = TimerHeap()
    var removals = RemovalGuard()
    /// Copies that are not written yet since somebody undoes it again and again.
    var backingOff: Set<CopyKey> = []
    var pace = RotationPace()
    /// When it is looked at next how new credentials spread.
    var spreadingLookAt = LoopInstant.start
    var hasLookedAtSpreading = false
    /// Columns of copies whose work came up while enough of their namespace's was under way, by row.
    var parked: [Int: Set<Int>] = [:]
    /// What may still be said about a namespace, by row; none where nothing was said yet.
    var noticeBudgets: [Int: NoticeBudget] = [:]
    /// Where somebody was told that the credential is missing.
    var toldLacks: Set<CopyKey> = []
    /// How much work is handed out and not finished.
    var busy = 0
    /// What has been noticed since the runner last took it.
    var notices: [PlanNotice] = []

    /// Makes a plan that has seen nothing yet.
    ///
    /// - Parameters:
    ///   - configuration: valid, and for a cluster.
    ///   - inputs: what the credential of each registry is read from.
    ///   - identity: whose plan it is.
    ///   - seed: of the jitter.
    init(configuration: Configuration, inputs: [String: CredentialInputs] = [:], identity: Identity, seed: UInt64) {
        self.configuration = configuration
        self.identity = identity
        scope = NamespaceScope(configuration, ownNamespace: identity.ownNamespace)
        random = SeededRandom(seed: seed)
        adopt(configuration, inputs: inputs, now: nil)
    }

    /// Takes what was noticed since the last time.
    mutating func takeNotices() -> [PlanNotice] {
        defer { notices.removeAll(keepingCapacity: true) }
        return notices
    }

    /// Whether nothing is left that could be done now: no queue, nothing under way, all watches synced.
    ///
    /// What backs off is not: it may go on for as long as somebody likes.
    var isSettled: Bool {
        watches.areNamespacesSynced && watches.areMastersSynced && copies.secretNames.allSatisfy { $0.isSynced }
            && queue.isEmpty && own.queue.isEmpty && busy == 0
    }

    /// When the plan wants to be looked at again, on the steady clock.
    func nextWake(now: PlanTime) -> LoopInstant? {
        let credential = isLeader && watches.areMastersSynced ? nextFetchTime(now: now) : nil
        let pause = copies.secretNames.compactMap(\.nextTry).min()
        let spreading = isLeader && queue.rotations > 0 ? spreadingLookAt : nil
        let settling = copies.secretNames.flatMap { [$0.places.settling.values.min(), $0.settlingUntil] }
            .compactMap(\.self).min()
        return [timers.first, settling, credential, pause, spreading, nextOwnStart(now: now)].compactMap { $0 }.min()
    }

    /// Looks again at the copies whose time has come.
    mutating func tick(now: PlanTime) {
        while let key = timers.popFirst(by: now.steady) {
            if copies[key].timerAt ?? .never <= now.steady { copies[key].timerAt = nil }
            review(key, now: now)
        }
        for column in copies.secretNames.indices {
            for right in Right.allCases {
                guard let until = copies.secretNames[column][right].pausedUntil, until <= now.steady else { continue }
                endPause(of: right, column, now: now)
            }
        }
        settleAlso(now: now.steady)
        settleNames(now: now.steady)
        lookAtSpreading(now: now)
    }
}

/// What the watches have shown so far.
struct WatchProgress: Sendable {
    var areNamespacesSynced = false
    var areMastersSynced = false
    /// Since when the watch of namespaces works without a break; nil while it does not.
    var namespacesFreshSince: LoopInstant?
}

extension KeeperPlan: CustomStringConvertible {
    /// Counts, for a log line.
    var description: String {
        let current = copies.secretNames.count(where: \.isCurrent)
        return
            "\(copies.rows.count) namespaces, \(current) Secret names (\(copies.secretNames.count - current) retired), "
            + "\(removals.ours) copies (\(removals.unwanted) unwanted), \(queue.count + own.queue.count) waiting, \(busy) under way, "
            + (isLeader ? "leader" : "replica")
    }
}
