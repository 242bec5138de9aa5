import Configuration
import EventLoop
import SecretKeeper
import TestSupport
import Text

@testable import PodHealer

/// Three Pods that cannot pull, a plan that knows of them by looks, and evictions that end in any way.
struct HealModel: Sendable {
    /// Something that comes from outside.
    enum Disturbance: Sendable, Hashable, CaseIterable {
        /// The webhook is away from now on, or works again; Pods that are made meanwhile miss admission.
        case flipWebhook
        /// A self test fails, or passes again; it does not know yet what has happened since.
        case flipKnowledge
        /// The replica leads no longer, or leads.
        case flipLeadership
        /// The namespace `a` is opted out, or in.
        case flipNamespace
        /// A PodDisruptionBudget forbids the eviction that is under way.
        case block
        /// The answer to an eviction is lost, after it was carried out.
        case loseAnswer
        /// Somebody else deletes the Pod of `b`.
        case deletePod
    }

    enum Event: Sendable, Hashable {
        /// The healer looks at all Pods.
        case look
        /// A Pod is about to be evicted.
        case begin
        /// The eviction is carried out.
        case evict
        case passTime
        case disturb(Disturbance)
    }

    struct Scenario: Sendable {
        let name: String
        let disturbances: [Disturbance]
        let budget: Int
        let leastStates: Int
    }

    /// A Pod as the cluster has it.
    struct Pod: Sendable, Hashable {
        let namespace: String
        let owner: String?
        var uid: Int
        var hasSecret: Bool
        var createdAt: Double
    }

    static let wallStart = 1_800_000_000.0
    /// Two Pods of one owner and one of another one in one namespace, one in another, and a bare one.
    static let begin = [
        Pod(namespace: "a", owner: "x", uid: 1, hasSecret: false, createdAt: wallStart - 900),
        Pod(namespace: "a", owner: "x", uid: 2, hasSecret: false, createdAt: wallStart - 900),
        Pod(namespace: "b", owner: "y", uid: 3, hasSecret: false, createdAt: wallStart - 900),
        Pod(namespace: "b", owner: nil, uid: 4, hasSecret: false, createdAt: wallStart - 900),
    ]

    let scenario: Scenario
    /// A plan with a fault, for the test of the checker: whether a plan forgets what it did at each look.
    let forgets: Bool
    var plan: HealPlan
    var pods = Self.begin
    var nextUID = 5
    var now = LoopInstant(nanoseconds: 1_000_000_000)
    var works = true
    var isKnown = true
    var isSelected = true
    var underWay: HealFinding?
    var isBlocked = false
    var losesAnswer = false
    var budget: Int
    var writes = 0
    var faults: [String] = []
    /// When Pods were evicted: of all, of a namespace, of an owner.
    var evicted: [String: LoopInstant] = [:]
    /// Owners for which it was of no use.
    var useless: [String: LoopInstant] = [:]
    var isProven = false

    init(_ scenario: Scenario, forgets: Bool = false) {
        self.scenario = scenario
        self.forgets = forgets
        budget = Budget.changed(scenario.budget)
        var settings = HealSettings()
        settings.recreation = .evict
        settings.recreationsPerMinute = 1
        plan = HealPlan(settings)
        plan.lead(true, now: now)
    }

    /// What is known is a self test's, and the webhook may have gone since.
    var isInjecting: Bool { isKnown }
    var wall: Timestamp { Timestamp(seconds: Self.wallStart + Double(now.nanoseconds) / 1e9) }

    func finding(_ pod: Pod) -> HealFinding {
        HealFinding(
            pod: HealFinding.Pod(namespace: pod.namespace, name: "p\(pod.uid)", uid: "\(pod.uid)"),
            owner: pod.owner.map {
                HealFinding.Owner(apiVersion: "apps/v1", kind: "ReplicaSet", name: $0, uid: $0)
            },
            createdAt: Timestamp(seconds: pod.createdAt),
            isPending: true,
            cause: .missed,
            registries: ["r"],
            secret: "s",
            image: "i"
        )
    }

    /// Pods that lack their Secret where one is wanted.
    var lacking: [Pod] { pods.filter { !$0.hasSecret && ($0.namespace != "a" || isSelected) } }

    mutating func look() {
        guard plan.isLeader else { return }
        if forgets { plan.recreations = Recreations() }
        plan.take(
            lacking.map(finding),
            of: HealPlan.Place(isPending: true, namespace: nil),
            isWhole: true,
            now: now
        )
        for telling in plan.takeNews(now: now) where telling.news == .useless {
            if let owner = telling.finding.owner?.uid { useless[owner] = now }
        }
    }

    mutating func beginEviction() {
        guard underWay == nil, let finding = plan.nextRecreation(now: now, isInjecting: isInjecting) else { return }
        underWay = finding
    }

    /// What an API server makes of the eviction that is under way: the healer has looked at the Pod again.
    mutating func evict() {
        guard let finding = underWay else { return }
        underWay = nil
        defer { (isBlocked, losesAnswer) = (false, false) }
        guard plan.isLeader, isInjecting, let index = pods.firstIndex(where: { "\($0.uid)" == finding.pod.uid }),
            lacking.contains(pods[index])
        else { return plan.recreated(finding, .past, at: wall, now: now) }
        if isBlocked { return plan.recreated(finding, .blocked, at: wall, now: now) }
        judge(finding)
        writes += 1
        let pod = pods.remove(at: index)
        // Its controller makes another one at once.
        pods.append(
            Pod(
                namespace: pod.namespace,
                owner: pod.owner,
                uid: nextUID,
                hasSecret: works && (pod.namespace != "a" || isSelected),
                createdAt: wall.seconds
            )
        )
        nextUID += 1
        plan.recreated(finding, losesAnswer ? .failed : .done, at: wall, now: now)
    }

    /// What no order may bring about.
    private mutating func judge(_ finding: HealFinding) {
        guard let owner = finding.owner?.uid else {
            faults.append("a bare Pod is evicted")
            return
        }
        check("all", .seconds(60), "two Pods are evicted within a minute")
        check("n/" + finding.pod.namespace, .seconds(120), "two Pods of a namespace are evicted within two minutes")
        check("o/" + owner, Recreations.ownerPause, "two Pods of an owner are evicted one after the other")
        if let time = useless[owner], now < time + Recreations.uselessPause {
            faults.append("a Pod of an owner is evicted for whom that was of no use")
        }
    }

    private mutating func check(_ key: String, _ pause: Duration, _ fault: String) {
        if let last = evicted[key], now < last + pause { faults.append(fault) }
        evicted[key] = now
    }
}
