internal import EventLoop

/// Hints that need a proof, by namespace: when to look for it, and when to give up.
///
/// Bounded by the namespaces that there are and that rules allow, since the plan drops hints for all others.
struct HintDoubts: Sendable {
    /// How long after a hint, and then after each look, the next look is: Pods appear some milliseconds after their review.
    static let delays: [Duration] = [
        .milliseconds(250), .seconds(1), .seconds(4), .seconds(15), .seconds(40), .seconds(60),
    ]
    /// How long a namespace whose hints were not true waits for its next look, doubled each time up to the last.
    static let firstRest = Duration.seconds(30)
    static let longestRest = Duration.seconds(240)
    /// The least time between two looks that repeated hints ask for.
    static let leastPause = Duration.seconds(5)
    /// How long after a look that was not possible the next one is.
    static let pauseAfterFailure = Duration.seconds(15)
    /// With more it is looked which of them may be forgotten.
    private static let manyDoubts = 1024

    private struct Doubt {
        var registries: Set<String> = []
        var looks = 0
        var lastLook: LoopInstant?
        var dueAt = LoopInstant.start
        /// Whether there was a hint after the first: it may be of another Pod, for which all looks are due.
        var isRepeated = false
        /// How often all looks were in vain.
        var refusals = 0
        /// No look before.
        var restsUntil = LoopInstant.start
    }

    private var doubts: [String: Doubt] = [:]

    /// When the next look is due; nil where nothing is waited for.
    var nextDue: LoopInstant? { doubts.values.lazy.filter { !$0.registries.isEmpty }.map(\.dueAt).min() }

    /// Takes a hint in.
    ///
    /// One that is known already brings the next look forward, but not where hints have turned out to be false: hints without end must not
    /// mean looks without end.
    mutating func add(_ hint: UnprovenHint, now: LoopInstant) {
        if doubts.count >= Self.manyDoubts { forgetRested(now) }
        var doubt = doubts[hint.namespace] ?? Doubt()
        if doubt.registries.isEmpty {
            doubt.dueAt = max(now + Self.delays[0], doubt.restsUntil)
        } else {
            doubt.isRepeated = true
            let soon = max(now + Self.delays[0], doubt.lastLook.map { $0 + Self.leastPause } ?? now)
            if doubt.refusals == 0 { doubt.dueAt = min(doubt.dueAt, soon) }
        }
        doubt.registries.insert(hint.registry)
        doubts[hint.namespace] = doubt
    }

    /// Forgets where hints were false long ago.
    private mutating func forgetRested(_ now: LoopInstant) {
        doubts = doubts.filter { !$0.value.registries.isEmpty || now < $0.value.restsUntil + Self.longestRest }
    }

    /// The registries that are waited for in a namespace.
    func registries(of namespace: String) -> Set<String> { doubts[namespace]?.registries ?? [] }

    /// The namespace whose look has been due for longest.
    func next(now: LoopInstant) -> String? {
        let due = doubts.filter { !$0.value.registries.isEmpty && $0.value.dueAt <= now }
        return due.min { ($0.value.dueAt, $0.key) < ($1.value.dueAt, $1.key) }?.key
    }

    /// A hint is settled.
    mutating func settle(_ hint: UnprovenHint) {
        doubts[hint.namespace]?.registries.remove(hint.registry)
        doubts[hint.namespace]?.refusals = 0
    }

    /// Only some registries are waited for any more.
    mutating func keep(_ registries: Set<String>, of namespace: String) {
        doubts[namespace]?.registries.formIntersection(registries)
        if doubts[namespace]?.registries.isEmpty ?? false { doubts[namespace]?.looks = 0 }
    }

    /// The API server could not be asked: that says nothing about the hints, and the same look is due again.
    mutating func lookFailed(_ namespace: String, now: LoopInstant) {
        doubts[namespace]?.dueAt = now + Self.pauseAfterFailure
    }

    /// A look was in vain: plans the next one.
    ///
    /// - Returns: The registries that are given up on, after the last look.
    mutating func postpone(_ namespace: String, now: LoopInstant) -> Set<String> {
        guard var doubt = doubts[namespace] else { return [] }
        guard !doubt.registries.isEmpty else {
            if doubt.refusals == 0 { doubts[namespace] = nil }
            return []
        }
        defer { doubts[namespace] = doubt }
        doubt.looks += 1
        doubt.lastLook = now
        guard doubt.looks >= Self.delays.count else {
            doubt.dueAt = now + Self.delays[doubt.looks]
            return []
        }
        let rest = min(Self.firstRest * (1 << min(doubt.refusals, 4)), Self.longestRest)
        doubt.refusals += 1
        doubt.restsUntil = now + rest
        doubt.looks = 0
        doubt.dueAt = doubt.restsUntil
        let refuted = doubt.registries
        if !doubt.isRepeated { doubt.registries = [] }
        doubt.isRepeated = false
        return refuted
    }
}
