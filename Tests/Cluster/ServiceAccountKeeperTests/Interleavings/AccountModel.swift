import Configuration
import Controllers
import EventLoop
import Images
import Kubernetes
import TestSupport

@testable import ServiceAccountKeeper

/// What an account of the model says.
struct AccountWords: Sendable, Hashable {
    var names: [String] = []
    var record: String?
    var optsOut = false
}

/// One account of one namespace, a keeper of each of two installations, and everything that may happen to them.
struct AccountModel: Sendable {
    enum Disturbance: Sendable, Hashable, CaseIterable {
        /// Somebody adds a name behind all others; takes all names out; takes out ours alone; writes one of our names himself.
        case addOwn, replaceAll, takeOurs, writeOurName
        /// Somebody takes our record away.
        case takeRecord
        case delete, create
        case optOut, labelNamespace, reload, switchOff
        case loseAnswer, refuse, relist, passTime, restart
    }

    enum Event: Sendable, Hashable {
        case tell(Int)
        case send(Int)
        case effect(Int)
        case answer(Int)
        case disturb(Disturbance, Int)
    }

    struct Scenario: Sendable {
        var name: String
        var disturbances: [Disturbance]
        var installations = 1
        var budget: Int
        var leastStates: Int
        /// A fault that is put in: the version that was judged does not count.
        var writesBlindly = false
    }

    struct Request: Sendable {
        enum Answer: Sendable {
            case written(ModelPlace<AccountWords>.Stored)
            case overtaken(ModelPlace<AccountWords>.Stored?)
            case failed
        }
        var write: AccountWrite
        var reports: Int
        var answer: Answer?
    }

    struct Keeper: Sendable {
        var plan: AccountPlan
        var news: [ModelPlace<AccountWords>.News] = []
        var request: Request?
    }

    static let key = AccountKey(namespace: "ns", name: "default")
    static let owners = ["a/l", "b/l"]

    let scenario: Scenario
    var place = ModelPlace<AccountWords>()
    var keepers: [Keeper] = []
    /// Which configuration each installation has: 0 two registries, 1 one, 2 switched off.
    var configurations: [Int] = []
    var isLabelled = true
    var budget: Int
    var now = LoopInstant.at(1000)
    var writes = 0
    var faults: [String] = []
    /// How many names that are not ours must be there.
    var foreign: [String] = ["own"]
    var isProven = false

    init(_ scenario: Scenario) {
        self.scenario = scenario
        budget = Budget.changed(scenario.budget)
        place.create(AccountWords(names: ["own"]))
        _ = place.takeNews()
        for number in 0..<scenario.installations {
            configurations.append(0)
            keepers.append(makeKeeper(number))
        }
    }

    func makeKeeper(_ number: Int) -> Keeper {
        var plan = AccountPlan(
            owner: Self.owners[number],
            rules: Self.rules(configurations[number], of: number),
            grace: .seconds(60)
        )
        plan.namespaces(namespaceEvent, now: now)
        var keeper = Keeper(plan: plan)
        keeper.news = [place.list]
        return keeper
    }

    var namespaceEvent: ReflectorEvent<NamespaceObject> {
        let labels = isLabelled ? ["pullpass.dev/inject": "enabled"] : [:]
        return .applied(NamespaceObject(metadata: ObjectMetadata(name: "ns", labels: labels)))
    }

    /// The names that an installation's accounts should carry.
    func wanted(_ number: Int) -> [String] {
        guard isLabelled else { return [] }
        let names = [["x\(number)", "y\(number)", "anon"], ["x\(number)", "anon"], []][configurations[number]]
        return place.stored?.content.optsOut ?? false ? [] : names
    }

    static func rules(_ configuration: Int, of number: Int) -> AccountRules {
        let names = configuration == 0 ? ["x\(number)", "y\(number)"] : ["x\(number)"]
        var settings = Configuration(
            registries: names.map {
                Registry(name: $0, matchImages: [], secretName: $0, anonymousFallback: true)
            }
        )
        settings.injection.anonymousSecretName = "anon"
        settings.serviceAccounts = ServiceAccountSettings()
        settings.serviceAccounts?.isEnabled = configuration < 2
        return AccountRules(settings, ownNamespace: "pullpass", onlyNamespaces: [])
    }

    static func object(_ stored: ModelPlace<AccountWords>.Stored) -> ServiceAccountObject {
        var metadata = ObjectMetadata(
            name: "default",
            namespace: "ns",
            uid: "\(stored.uid)",
            resourceVersion: "\(stored.version)"
        )
        if let record = stored.content.record { metadata.annotations["pullpass.dev/pull-secrets"] = record }
        if stored.content.optsOut { metadata.labels["pullpass.dev/inject"] = "disabled" }
        return ServiceAccountObject(metadata: metadata, pullSecrets: stored.content.names)
    }

    mutating func tell(_ number: Int) {
        guard !keepers[number].news.isEmpty else { return }
        switch keepers[number].news.removeFirst() {
        case .listed(let stored, let version):
            keepers[number].plan.synced(stored.map { [Self.object($0)] } ?? [], version: "\(version)", now: now)
        case .applied(let stored): keepers[number].plan.observe(Self.object(stored), now: now)
        case .deleted(let stored): keepers[number].plan.deleted(Self.object(stored))
        }
    }

    mutating func send(_ number: Int) -> Bool {
        keepers[number].plan.tick(now: now)
        guard keepers[number].request == nil, let write = keepers[number].plan.next(now: now) else { return false }
        let reports = keepers[number].plan.reports(of: write.key)
        keepers[number].request = Request(write: write, reports: reports)
        return true
    }

    mutating func effect(_ number: Int) {
        guard let request = keepers[number].request, request.answer == nil else { return }
        let judged = request.write.judged.metadata
        guard let stored = place.stored else {
            keepers[number].request?.answer = .overtaken(nil)
            return
        }
        let isCurrent = "\(stored.uid)" == judged.uid && "\(stored.version)" == judged.resourceVersion
        guard isCurrent || scenario.writesBlindly else {
            keepers[number].request?.answer = .overtaken(stored)
            return
        }
        writes += 1
        let change = request.write.change
        place.change {
            $0.names = change.names
            $0.record = change.record.text
        }
        if let after = place.stored { keepers[number].request?.answer = .written(after) }
    }

    mutating func answer(_ number: Int, _ answer: Request.Answer) {
        guard let request = keepers[number].request else { return }
        keepers[number].request = nil
        let outcome: AccountOutcome
        switch answer {
        case .written(let stored): outcome = .written(Self.object(stored))
        case .overtaken(let stored): outcome = .overtaken(stored.map(Self.object), after: request.reports)
        case .failed: outcome = .failed(random: 1)
        }
        keepers[number].plan.finished(request.write.key, outcome, now: now)
        _ = keepers[number].plan.takeNotices()
    }

    mutating func housekeep() {
        let news = place.takeNews()
        for number in keepers.indices { keepers[number].news += news }
        guard let stored = place.stored else { return }
        for name in foreign where !stored.content.names.contains(name) {
            faults.append("\(name) of somebody else's is gone")
        }
    }
}
