import Configuration
import Credentials
import Controllers
import EventLoop
import TestSupport
import Text

@testable import SecretKeeper

/// One namespace, one registry, two replicas, and everything that may happen to the one copy.
struct KeeperModel: Sendable {
    /// Where a path begins, and what may happen on it.
    struct Scenario: Sendable {
        var name: String
        /// What stands in the copy's place at first.
        var start: Start
        var subject = ModelSubject.credential
        var placement = Registry.Placement.eager
        /// Whether somebody's webhook takes our labels away from what is written.
        var takesLabels = false
        /// Whether a registry that the configuration loses is retired in it, so that nobody has to confirm.
        var retires = false
        /// The replicas that are told things late; the others are told at once.
        var lagging: Set<Int> = [0]
        var disturbances: [Disturbance]
        /// How many disturbances there are at the most.
        var budget: Int
        /// How many states there are at the least: fewer would mean that something does not happen any more.
        var leastStates: Int

        /// `unlabelled` is a copy of a version that gave them no labels; `former` is a copy with a credential, of a registry that had the Secret's name before.
        enum Start: Sendable { case nothing, intact, unlabelled, foreign, former }
    }

    static let namespaceName = "team-a"
    static let label = ["tier": "prod"]
    var secretName: String { scenario.subject.secretName }

    /// A fault that is put in, to see that the checker finds it.
    enum Flaw: Sendable, CaseIterable {
        /// The answer to a write counts, whatever the watch has told since.
        case believesAnswers
        /// The watch never tells deletions.
        case losesDeletions
        /// The plan is not told the registry's rule.
        case ignoresRule
        /// The API server heeds no preconditions.
        case ignoresPreconditions
        /// No request ever succeeds.
        case neverWorks
        /// Both replicas believe that they lead.
        case everybodyLeads
        /// What was repaired is not remembered.
        case repairsForEver
        /// The plan's timers do not fire.
        case ignoresTime
    }

    /// How long a request is under way at the most, and one that was given up after that.
    static let requestLife = Duration.seconds(50)

    let scenario: Scenario
    let flaw: Flaw?
    var server = ModelServer()
    /// What stood there at first.
    let first: ModelSecret?
    var replicas: [ModelReplica]
    var leader = 0
    var budget: Int
    /// What the namespace, the master and the configuration truly are; nil where there is no namespace.
    var namespace = ModelReplica.Namespace()
    var master = 1
    var rule = ModelRule.wide
    /// Whether the role lets nobody delete the copy.
    var isRemovalForbidden = false
    /// A request that nobody waits for; it takes effect by then, or never.
    var late: (kind: PlannedWork.Kind, revision: Int, until: LoopInstant)?
    var now = PlanTime(wall: Timestamp(seconds: 1_000_000), steady: .at(100))
    var writes = 0
    private var hasBegun = false
    var faults: [String] = []
    /// Whether it was quiet and right before, so that nothing may be written any more.
    var isProven = false

    init(_ scenario: Scenario, flaw: Flaw? = nil) {
        self.scenario = scenario
        self.flaw = flaw
        budget = flaw == nil ? Budget.changed(scenario.budget) : scenario.budget
        let identity = KeeperPlan.Identity(ownNamespace: "pullpass")
        replicas = (0..<2).map { number in
            let configuration = ModelRule.wide.configuration(scenario.subject, scenario.placement)
            let plan = KeeperPlan(configuration: configuration, identity: identity, seed: UInt64(number + 1))
            return ModelReplica(plan: plan)
        }
        switch scenario.start {
        case .nothing: break
        case .intact, .unlabelled:
            let keys = ModelKeys.expected(namespace, rule, master: 1)
            server.create(.ours, revision: scenario.subject == .credential ? 1 : keys)
            if scenario.start == .unlabelled { server.change { $0.labelling = .missing } }
        case .foreign: server.create(.foreign)
        case .former: server.create(.ours, revision: 50)
        }
        _ = server.takeNews()
        first = server.secret
        for number in replicas.indices {
            replicas[number].plan.namespaceWatch(works: true, now: now)
            replicas[number].plan.namespacesSynced([Self.observed(namespace)], now: now)
            replicas[number].plan.mastersSynced(masterStates(1), now: now)
            tell(number, server.list)
        }
        pass(to: now.advanced(by: .seconds(60)))
        replicas[0].plan.lead(true, now: now)
        if flaw == .everybodyLeads { replicas[1].plan.lead(true, now: now) }
        server.takesLabels = scenario.takesLabels
        server.heedsPreconditions = flaw != .ignoresPreconditions
        housekeep()
        // The floor between two fetches.
        pass(to: now.advanced(by: .seconds(60)))
        hasBegun = true
    }

    static func observed(_ namespace: ModelReplica.Namespace) -> ObservedNamespace {
        ObservedNamespace(
            name: namespaceName,
            labels: (namespace.isOptedIn ? PlanFixture.optedIn : [:]).merging(namespace.hasLabel ? label : [:]) { $1 },
            isTerminating: namespace.isTerminating
        )
    }

    /// The masters of all registries, that of `hub` in a revision.
    func masterStates(_ revision: Int) -> [String: MasterState] {
        Dictionary(uniqueKeysWithValues: scenario.subject.registries.map { ($0, masterState($0, revision)) })
    }

    func masterState(_ registry: String, _ revision: Int) -> MasterState {
        MasterState(
            revision: registry == "hub" ? "r\(revision)" : "r1",
            fetchedAt: Timestamp(seconds: 900_000),
            fingerprint: CredentialFingerprint(PlanFixture.registry(registry)).text,
            secretNames: ["pullpass-\(registry)"],
            keys: ModelKeys.keys(of: registry, master: revision),
            anonymousNames: scenario.subject == .anonymousTry ? [secretName] : []
        )
    }

    /// The copy as a replica knows it.
    func copy(_ number: Int) -> CopyState? { replicas[number].plan.copies[secretName, in: Self.namespaceName] }

    // MARK: What replicas are told

    /// Tells a replica of the copy, as `CopyWatch` does.
    mutating func tell(_ number: Int, _ report: ModelReport) {
        switch report {
        case .synced(let secret, let version):
            let all = secret.map { [Self.namespaceName: $0.observed] } ?? [:]
            replicas[number].plan.copiesSynced(secretName, all, version: "\(version)", now: now)
        case .applied(let secret):
            replicas[number].plan.copySeen(
                secretName,
                namespace: Self.namespaceName,
                secret.observed,
                now: now
            )
        case .deleted(let secret):
            replicas[number].plan.copyDeleted(
                secretName,
                namespace: Self.namespaceName,
                uid: secret.observed.uid,
                version: secret.observed.resourceVersion,
                now: now
            )
        }
    }

    mutating func tell(_ number: Int, _ topic: ModelEvent.Topic) {
        switch topic {
        case .copy: tell(number, replicas[number].copyNews.removeFirst())
        case .namespace:
            let news = replicas[number].namespaceNews.removeFirst()
            replicas[number].namespace = news
            if let news {
                replicas[number].plan.namespaceSeen(Self.observed(news), now: now)
            } else {
                replicas[number].plan.namespaceDeleted(Self.namespaceName, now: now)
            }
        case .master:
            replicas[number].master = replicas[number].masterNews.removeFirst()
            replicas[number].plan.masterSeen("hub", masterState("hub", replicas[number].master), now: now)
        case .configuration:
            replicas[number].rule = replicas[number].configurationNews.removeFirst()
            let rule = flaw == .ignoresRule ? .wide : replicas[number].rule
            var configuration = rule.configuration(scenario.subject, scenario.placement)
            if scenario.retires, rule == .none { configuration.retired = [RetiredRegistry(name: "hub")] }
            replicas[number].plan.reconfigure(configuration, now: now)
        }
    }

    func hasNews(_ number: Int, _ topic: ModelEvent.Topic) -> Bool {
        switch topic {
        case .copy: !replicas[number].copyNews.isEmpty
        case .namespace: !replicas[number].namespaceNews.isEmpty
        case .master: !replicas[number].masterNews.isEmpty
        case .configuration: !replicas[number].configurationNews.isEmpty
        }
    }

    /// Tells a replica everything.
    mutating func tellAll(_ number: Int) {
        for topic in ModelEvent.Topic.allCases {
            while hasNews(number, topic) { tell(number, topic) }
        }
    }

    /// What happens at once after each event: watches get what is new, replicas that do not lag are told, fetches bring what they did.
    mutating func housekeep() {
        var news = server.takeNews()
        if flaw == .losesDeletions { news.removeAll { if case .deleted = $0 { true } else { false } } }
        for number in replicas.indices {
            watch(number, news)
            if !scenario.lagging.contains(number) { tellAll(number) }
        }
        for number in replicas.indices {
            _ = replicas[number].plan.takeNotices()
            for registry in replicas[number].plan.takeDueFetches(now: now) {
                replicas[number].plan.fetchFinished(registry, .unchanged(masterState(registry, master)), now: now)
            }
        }
        if flaw == nil {
            for number in replicas.indices { faults += miscountedPlaces(replicas[number].plan) }
        }
        if server.harmed > 0 { faults.append("a Secret of somebody else was written or deleted") }
        if server.emptied > 0 { faults.append("a Secret that may have held a credential was emptied in place") }
    }

    /// Takes in what is new for a replica's watch, as ``KeyedTasks`` starts and ends it.
    private mutating func watch(_ number: Int, _ news: [ModelReport]) {
        let isWatched = replicas[number].plan.watchedNames.contains(secretName)
        if !isWatched {
            replicas[number].copyNews = []
        } else if replicas[number].isWatching {
            replicas[number].copyNews += news
        } else {
            // A watch that begins lists.
            replicas[number].copyNews = [server.list]
        }
        replicas[number].isWatching = isWatched
    }

    mutating func pass(to time: PlanTime) {
        now = time
        guard flaw != .ignoresTime || !hasBegun else { return }
        for number in replicas.indices { replicas[number].plan.tick(now: now) }
    }
}
