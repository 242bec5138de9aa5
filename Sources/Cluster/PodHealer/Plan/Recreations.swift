internal import EventLoop
internal import Text

/// What was evicted lately, and what that forbids for a while.
struct Recreations: Sendable {
    /// How long a new leader evicts nobody.
    static let grace = Duration.seconds(120)
    /// How long a Pod must have been seen as it is.
    static let leastAge = Duration.seconds(60)
    /// The pause of an owner after one of its Pods was evicted, after a PodDisruptionBudget forbade it, and after it was of no use.
    static let ownerPause = Duration.seconds(120)
    static let blockedPause = Duration.seconds(600)
    static let uselessPause = Duration.seconds(86400)
    /// The pause of a namespace in which an eviction was of no use, and of all where that was so in another one, too.
    static let namespaceHalt = Duration.seconds(3600)
    static let halt = Duration.seconds(900)
    /// The pause of all where we lack the right, or nobody answers.
    static let failurePause = Duration.seconds(300)
    /// How far clocks of API servers may be apart: the one that answers an eviction need not be the one that makes the next Pod.
    static let clockSlack = Duration.seconds(5)

    /// An owner of Pods, or a namespace.
    private struct Pause: Sendable {
        var until: LoopInstant
        /// When one of its Pods was evicted, the first one of which nobody knows what came of it; by the API server's clock.
        var evictedAt: Timestamp?
        /// When its turn was last.
        var turn = LoopInstant.start
        /// Whether nobody has looked yet what has come of that.
        var isUnseen = false
        /// Of an owner, where it is.
        var namespace = ""
    }

    /// Nobody is evicted before.
    var next = LoopInstant.start
    /// Whether that is for evictions that were of no use.
    private(set) var isHalted = false
    private var owners: [String: Pause] = [:]
    private var namespaces: [String: Pause] = [:]
    /// The namespace in which an eviction was of no use last, and when.
    private var useless: (namespace: String, at: LoopInstant)?
    /// How many evictions were of no use.
    private(set) var uselessCount: UInt64 = 0

    /// Whether a Pod may be evicted as far as others were.
    func allows(_ finding: HealFinding, now: LoopInstant) -> Bool {
        guard now >= next, let owner = finding.owner else { return false }
        if let pause = owners[owner.uid] {
            return now >= pause.until && !pause.isUnseen && mayInNamespace(finding, now: now)
        }
        return owners.count < HealPlan.mostOwners && mayInNamespace(finding, now: now)
    }

    private func mayInNamespace(_ finding: HealFinding, now: LoopInstant) -> Bool {
        guard let pause = namespaces[finding.pod.namespace] else { return namespaces.count < HealPlan.mostNamespaces }
        return now >= pause.until
    }

    /// When the turn of a Pod's namespace was last.
    func turn(of finding: HealFinding) -> LoopInstant { namespaces[finding.pod.namespace]?.turn ?? .start }

    /// Until when a Pod's owner and its namespace are left alone; nil where neither is known.
    func pausedUntil(_ finding: HealFinding) -> LoopInstant? {
        [finding.owner.flatMap { owners[$0.uid]?.until }, namespaces[finding.pod.namespace]?.until].compactMap(\.self)
            .max()
    }

    /// Whether nobody has looked yet what has come of the last eviction of a Pod's owner.
    func isUnseen(_ finding: HealFinding) -> Bool { finding.owner.flatMap { owners[$0.uid]?.isUnseen } ?? false }

    /// Where an eviction was of no use last, and when.
    var lastUselessNamespace: String? { useless?.namespace }
    /// When that was.
    var lastUselessAt: LoopInstant? { useless?.at }

    /// An eviction is asked for: no other one within `interval`, and none in the namespace within two, so that others have their turn.
    mutating func begin(_ finding: HealFinding, interval: Duration, now: LoopInstant) {
        isHalted = false
        hold(finding, interval, now: now)
    }

    private mutating func hold(_ finding: HealFinding, _ interval: Duration, now: LoopInstant) {
        next = now + interval
        namespaces[finding.pod.namespace] = Pause(until: now + interval * 2, turn: now)
        pause(finding, until: now + Self.ownerPause)
        guard let uid = finding.owner?.uid else { return }
        owners[uid]?.turn = now
        owners[uid]?.isUnseen = true
        owners[uid]?.namespace = finding.pod.namespace
    }

    /// All Pods that wait are looked at, or those of a namespace: what was made in place of others shows what has come of it by now.
    mutating func looked(at namespace: String?, now: LoopInstant) {
        for (uid, pause) in owners where pause.isUnseen && now >= pause.turn + Self.leastAge {
            if let namespace, pause.namespace != namespace { continue }
            owners[uid]?.isUnseen = false
        }
    }

    /// An eviction has ended; `time` is when, by the API server's clock.
    mutating func ended(
        _ finding: HealFinding,
        _ outcome: RecreationOutcome,
        at time: Timestamp,
        interval: Duration,
        now: LoopInstant
    ) {
        switch outcome {
        case .reported, .past: return
        case .blocked: return pause(finding, until: now + Self.blockedPause)
        case .forbidden: next = max(next, now + Self.failurePause)
        case .done, .failed:
            // Nobody knows whether one was carried out that was not answered, and an answer may take long.
            hold(finding, interval, now: now)
            if outcome == .failed { next = max(next, now + Self.failurePause) }
            guard let uid = finding.owner?.uid else { return }
            // A Pod may wait for its node through several evictions before it shows what has come of the first.
            let first = owners[uid]?.evictedAt ?? time
            owners[uid]?.evictedAt = first
        }
    }

    private mutating func pause(_ finding: HealFinding, until end: LoopInstant) {
        guard let uid = finding.owner?.uid else { return }
        owners[uid, default: Pause(until: end)].until = end
    }

    /// Whether a Pod that is new, and missed admission, was made in place of one that was evicted.
    func isReplacement(_ finding: HealFinding) -> Bool {
        guard finding.cause == .missed, let uid = finding.owner?.uid, let time = owners[uid]?.evictedAt else {
            return false
        }
        // Kubernetes' times are whole seconds. One that was made just before shows the same: nobody gave it the Secret.
        return finding.createdAt >= time.withoutFraction.advanced(by: .zero - Self.clockSlack)
    }

    /// A Pod that was made in place of one that was evicted is no better.
    ///
    /// Whoever may label his namespace can bring that about for it: all have to wait only where it happens in two.
    mutating func wasUseless(_ finding: HealFinding, now: LoopInstant) {
        uselessCount += 1
        pause(finding, until: now + Self.uselessPause)
        if let uid = finding.owner?.uid { owners[uid]?.evictedAt = nil }
        let namespace = finding.pod.namespace
        namespaces[namespace, default: Pause(until: now)].until = now + Self.namespaceHalt
        if let useless, useless.namespace != namespace, now < useless.at + Self.namespaceHalt {
            next = max(next, now + Self.halt)
            isHalted = true
        }
        useless = (namespace, now)
    }

    /// Forgets what forbids nothing any more.
    mutating func prune(now: LoopInstant) {
        if now >= next { isHalted = false }
        // The replacement of a Pod is seen within that time, or is fine.
        owners = owners.filter { $0.value.isUnseen || now < $0.value.until + Self.blockedPause }
        namespaces = namespaces.filter { now < $0.value.until + Self.blockedPause }
    }
}
