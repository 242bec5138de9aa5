internal import Configuration
internal import EventLoop
internal import SecretKeeper
internal import Text

/// What is known of Pods that cannot pull, and what to do about them next.
///
/// Whoever may create Pods can make any number that look so. Hence everything is bounded: what is kept, for each namespace and for all; what is
/// said; how often a registry is asked; and what is evicted, for all, for a namespace and for an owner. Does no I/O and reads no clock.
struct HealPlan: Sendable {
    /// The Pods that are kept, of all namespaces and of each.
    static let mostPods = 2048
    static let mostPodsOfNamespace = 32
    /// The namespaces and owners that are remembered for what was said and done.
    static let mostNamespaces = 4096
    static let mostOwners = 1024
    /// The Events of a round.
    static let mostNews = 100

    /// The Pods that a look is over.
    struct Place: Sendable, Hashable {
        var isPending: Bool
        /// nil for all namespaces.
        var namespace: String?
    }

    /// A Pod that was seen.
    struct Patient: Sendable {
        var finding: HealFinding
        let place: Place
        /// When it was seen first, and with this cause.
        let since: LoopInstant
        /// When it was seen last.
        var seen: LoopInstant
        var told: Set<HealNews> = []
        /// Nothing more is done to it: its eviction was asked for.
        var isLeaving = false
    }

    /// What the settings say; taken over at any time.
    var settings: HealSettings
    var isLeader = false
    private(set) var patients: [String: Patient] = [:]
    /// Pods of the last look over each place for which there was no room; places without any are not in it.
    private var unheededAt: [Place: Int] = [:]
    var trials: [String: TrialState] = [:]
    var recreations = Recreations()
    var allowances: [String: NewsAllowance] = [:]

    init(_ settings: HealSettings) { self.settings = settings }

    /// Starts or ends a term as leader; what was said and done before is another replica's.
    ///
    /// Nobody is evicted at once, so that a leadership that moves to and fro gives no more than one that stays.
    mutating func lead(_ leads: Bool, now: LoopInstant) {
        isLeader = leads
        patients = [:]
        unheededAt = [:]
        trials = [:]
        allowances = [:]
        queued = []
        recreations = Recreations()
        recreations.next = now + Recreations.grace
    }

    /// Pods of the last looks for which there was no room.
    var unheeded: Int { unheededAt.values.reduce(0, +) }

    /// A place for what a look finds.
    var catchment: HealCatch {
        HealCatch(
            known: Set(patients.keys),
            counts: counts(by: { $0.finding.pod.namespace }),
            recreations: recreations
        )
    }

    /// Takes in what a look has found: those of its place that are not there any more are forgotten, where it has seen all.
    ///
    /// - Parameters:
    ///   - found: what was found.
    ///   - passedOver: how many were found beside these.
    ///   - place: where the look was.
    ///   - isWhole: whether it has seen all of that, with those that it went on from.
    ///   - since: when the first of these began; nil where it began anew.
    ///   - now: by the steady clock.
    mutating func take(
        _ found: [HealFinding],
        passedOver: Int = 0,
        of place: Place,
        isWhole: Bool,
        since: LoopInstant? = nil,
        now: LoopInstant
    ) {
        if isWhole {
            let uids = Set(found.map(\.pod.uid))
            patients = patients.filter { uid, patient in
                patient.place != place || uids.contains(uid) || since.map { patient.seen >= $0 } ?? false
            }
        }
        var unheeded = passedOver + (since == nil ? 0 : unheededAt[place] ?? 0)
        var counts = counts(by: { $0.finding.pod.namespace })
        for finding in found {
            let uid = finding.pod.uid
            guard !uid.isEmpty else { continue }
            if let known = patients[uid] {
                patients[uid]?.finding = finding
                patients[uid]?.seen = now
                if known.finding.cause != finding.cause {
                    patients[uid] = Patient(finding: finding, place: place, since: now, seen: now, told: known.told)
                }
                continue
            }
            // Before there may be no room for it.
            let isUseless = recreations.isReplacement(finding)
            if isUseless {
                recreations.wasUseless(finding, now: now)
                queue(finding, .useless)
            }
            let count = counts[finding.pod.namespace, default: 0]
            guard count < Self.mostPodsOfNamespace else {
                unheeded += 1
                continue
            }
            if patients.count >= Self.mostPods {
                // One is too many in any case: this one, or that which gives its place up.
                unheeded += 1
                guard count == 0, makeRoom(&counts) else { continue }
            }
            counts[finding.pod.namespace] = count + 1
            var patient = Patient(finding: finding, place: place, since: now, seen: now)
            // That says it all; its owner's pause keeps it for now.
            if isUseless { patient.told = [.missed] }
            patients[uid] = patient
        }
        unheededAt[place] = unheeded > 0 ? unheeded : nil
        // One that went on from others may have looked at a Pod's namespace when the first of them did.
        if isWhole, place.isPending { recreations.looked(at: place.namespace, now: since ?? now) }
        prune(now: now)
    }

    /// Gives up a Pod of the namespace that has most, so that those of many namespaces do not keep another one's out.
    private mutating func makeRoom(_ counts: inout [String: Int]) -> Bool {
        // Most of them have one each: nobody has one too many.
        guard counts.count < patients.count, let most = counts.max(by: { $0.value < $1.value }), most.value > 1,
            let last = patients.values.filter({ $0.finding.pod.namespace == most.key && !$0.isLeaving })
                .max(by: { $0.finding.order < $1.finding.order })
        else { return false }
        patients[last.finding.pod.uid] = nil
        counts[most.key] = most.value - 1
        return true
    }

    /// Forgets Pods of which this says that they are none of ours any more: no look comes to a namespace that is gone, or not selected.
    mutating func forget(where isOver: (HealFinding) -> Bool) {
        patients = patients.filter { !isOver($0.value.finding) }
        let namespaces = Set(patients.values.map(\.finding.pod.namespace))
        unheededAt = unheededAt.filter { $0.key.isPending || $0.key.namespace.map(namespaces.contains) ?? true }
    }

    /// What has happened to Pods and is yet to be told, whether or not there is room to look after them.
    private var queued: [HealTelling] = []

    private mutating func queue(_ finding: HealFinding, _ news: HealNews) {
        guard queued.count < Self.mostNews else { return }
        queued.append(HealTelling(finding: finding, news: news))
    }

    private mutating func prune(now: LoopInstant) {
        recreations.prune(now: now)
        // Before there is no room for those of a round.
        if allowances.count > Self.mostNamespaces - Self.mostNews {
            allowances = allowances.filter { !$0.value.isFull(now) }
        }
        let registries = Set(patients.values.flatMap(\.finding.registries))
        trials = trials.filter { registries.contains($0.key) || $0.value.next > now }
    }

    /// What is to be told now, where the namespaces may still be told things; it counts as told.
    mutating func takeNews(now: LoopInstant) -> [HealTelling] {
        guard isLeader else { return [] }
        var tellings: [HealTelling] = []
        let waiting = queued
        queued = []
        for telling in waiting where !tell(telling.finding, telling.news, now: now, &tellings) {
            // What was of no use the namespace is told later: nobody else says of which Pod.
            if telling.news == .useless { queued.append(telling) }
        }
        let due = patients.values.filter { news(of: $0, now: now) != nil }.sorted {
            $0.finding.order < $1.finding.order
        }
        for patient in due where tellings.count < Self.mostNews {
            guard let news = news(of: patient, now: now) else { continue }
            _ = tell(patient.finding, news, now: now, &tellings)
        }
        return tellings
    }

    /// Tells something once, where the namespace may be told it; false where it may not be now.
    private mutating func tell(
        _ finding: HealFinding,
        _ news: HealNews,
        now: LoopInstant,
        _ tellings: inout [HealTelling]
    ) -> Bool {
        let (uid, namespace) = (finding.pod.uid, finding.pod.namespace)
        guard patients[uid]?.told.contains(news) != true else { return true }
        guard allowances[namespace] != nil || allowances.count < Self.mostNamespaces,
            allowances[namespace, default: NewsAllowance()].take(now)
        else { return false }
        patients[uid]?.told.insert(news)
        tellings.append(HealTelling(finding: finding, news: news))
        return true
    }

    /// The Pod to be evicted now, for which ``recreated(_:_:at:now:)`` is called then.
    ///
    /// - Parameters:
    ///   - now: by the steady clock.
    ///   - isInjecting: whether it is known that a Pod made now is given its Secrets.
    /// - Returns: Nil for none.
    mutating func nextRecreation(now: LoopInstant, isInjecting: Bool) -> HealFinding? {
        guard isLeader, settings.recreation != .never, isInjecting else { return nil }
        let due = patients.values.filter { mayRecreate($0, now: now) }
        // Whose namespace has waited longest.
        guard
            let next = due.min(by: {
                let (first, second) = (recreations.turn(of: $0.finding), recreations.turn(of: $1.finding))
                return first == second ? $0.finding.order < $1.finding.order : first < second
            })
        else { return nil }
        recreations.begin(next.finding, interval: interval, now: now)
        patients[next.finding.pod.uid]?.isLeaving = true
        return next.finding
    }

    /// The least time between two evictions.
    var interval: Duration { .seconds(60) / max(1, settings.recreationsPerMinute) }

    /// Whether a Pod may be evicted now, whatever the webhook does.
    func mayRecreate(_ patient: Patient, now: LoopInstant) -> Bool {
        let finding = patient.finding
        // One whose Secret is not in its namespace would be no better off.
        guard finding.cause == .missed, finding.lack.isEmpty, finding.isPending, !patient.isLeaving,
            finding.owner?.makesPodsAgain == true
        else { return false }
        guard now >= patient.since + Recreations.leastAge else { return false }
        return recreations.allows(finding, now: now)
    }

    /// Takes in how an eviction ended that a step asked for; `time` is when, by the API server's clock.
    mutating func recreated(_ finding: HealFinding, _ outcome: RecreationOutcome, at time: Timestamp, now: LoopInstant)
    {
        recreations.ended(finding, outcome, at: time, interval: interval, now: now)
        switch outcome {
        case .done: queue(finding, .recreated)
        case .reported: queue(finding, .wouldRecreate)
        // One that is gone is forgotten by the next look.
        case .past, .blocked, .forbidden, .failed: patients[finding.pod.uid]?.isLeaving = false
        }
    }

    /// How many Pods are known of each cause.
    var counts: [HealFinding.Cause: Int] { counts(by: { $0.finding.cause }) }

    private func counts<Key>(by key: (Patient) -> Key) -> [Key: Int] {
        var counts: [Key: Int] = [:]
        for patient in patients.values { counts[key(patient), default: 0] += 1 }
        return counts
    }
}

extension HealFinding {
    /// The order in which Pods have their turn.
    var order: (String, String, String) { (pod.namespace, pod.name, pod.uid) }
}
