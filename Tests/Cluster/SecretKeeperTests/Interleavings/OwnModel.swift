import Configuration
import Controllers
import EventLoop
import TestSupport
import Text

@testable import SecretKeeper

/// Two namespaces with credentials of their own, two replicas, and what may happen to the two copies.
struct OwnModel: Sendable {
    /// What stands in a copy's place.
    struct Secret: Sendable, Hashable, CustomStringConvertible {
        var whose: Ownership.Verdict
        /// The namespace whose credential it holds; nil for anything else.
        var holder: Int?
        /// Wall time; it lives for a day.
        var fetchedAt: Int64
        /// Of the write.
        var revision: Int

        var description: String { "\(whose) r\(revision) of \(holder.map { "\($0)" } ?? "nobody")" }
    }

    /// A request that is on its way.
    struct Request: Sendable {
        var work: PlannedWork
        /// What was fetched for it.
        var fetched: Secret?
        var answer: WorkOutcome?
    }

    struct Replica: Sendable {
        var plan: KeeperPlan
        var news: [[ModelPlace<Secret>.News]] = [[], []]
        var request: Request?
    }

    static let names = ["team-a", "team-b"]
    static let secretName = "pullpass-own"
    static let registry = Registry.perNamespace("puller")
    static let life = Duration.seconds(86_400)
    /// What lies farther in the future is not waited for: a renewal, after which comes another.
    static let horizon = Duration.seconds(7200)

    let disturbances: [OwnDisturbance]
    /// Whether a fetch brings the credential of whoever was asked for before: the checker has to find that.
    let mixesUp: Bool
    var places: [ModelPlace<Secret>]
    var replicas: [Replica]
    var leader = 0
    var budget: Int
    var isOptedIn = [true, true]
    var isTrusted = [true, true]
    var now = PlanTime(wall: Timestamp(seconds: 1_000_000), steady: .at(100))
    var writes = 0
    var faults: [String] = []
    private var lastRevision = 0
    private var lastFetched = 0

    init(_ disturbances: [OwnDisturbance], budget: Int, mixesUp: Bool = false) {
        self.disturbances = disturbances
        self.mixesUp = mixesUp
        self.budget = mixesUp ? budget : Budget.changed(budget)
        places = [ModelPlace(kind: 1), ModelPlace(kind: 2)]
        let identity = KeeperPlan.Identity(ownNamespace: "pullpass")
        let configuration = Configuration(registries: [Self.registry])
        replicas = (0..<2).map {
            Replica(plan: KeeperPlan(configuration: configuration, identity: identity, seed: UInt64($0 + 1)))
        }
        for number in replicas.indices {
            replicas[number].plan.namespaceWatch(works: true, now: now)
            replicas[number].plan.namespacesSynced(Self.names.indices.map(observed), now: now)
            replicas[number].plan.mastersSynced(["own": mark], now: now)
            replicas[number].plan.copiesSynced(Self.secretName, [:], version: "1", now: now)
        }
        pass(to: now.advanced(by: .seconds(60)))
        replicas[0].plan.lead(true, now: now)
        housekeep()
        pass(to: now.advanced(by: .seconds(60)))
    }

    func observed(_ namespace: Int) -> ObservedNamespace {
        ObservedNamespace(
            name: Self.names[namespace],
            labels: isOptedIn[namespace] ? PlanFixture.optedIn : [:],
            isTerminating: false
        )
    }

    private var mark: MasterState {
        MasterState(
            revision: "mark",
            fetchedAt: Timestamp(seconds: 900_000),
            fingerprint: CredentialFingerprint(Self.registry).text,
            secretNames: [Self.secretName],
            isMark: true
        )
    }

    func observed(_ stored: ModelPlace<Secret>.Stored) -> ObservedCopy {
        let secret = stored.content
        let fetchedAt = Timestamp(seconds: Double(secret.fetchedAt))
        return ObservedCopy(
            uid: "u\(stored.uid)",
            resourceVersion: "\(stored.version)",
            ownership: secret.whose,
            revision: "r\(secret.revision)",
            own: secret.whose == .ours
                ? OwnCredential(
                    fetchedAt: fetchedAt,
                    expiresAt: fetchedAt + Self.life,
                    fingerprint: CredentialFingerprint(Self.registry).text
                ) : nil
        )
    }

    /// The copy of a namespace as a replica knows it.
    func copy(_ number: Int, _ namespace: Int) -> CopyState? {
        replicas[number].plan.copies[Self.secretName, in: Self.names[namespace]]
    }

    // MARK: What replicas are told

    mutating func tell(_ number: Int, _ namespace: Int) {
        let name = Self.names[namespace]
        switch replicas[number].news[namespace].removeFirst() {
        case .listed(let stored, let version):
            replicas[number].plan.copyListed(
                Self.secretName,
                namespace: name,
                stored.map(observed),
                version: "\(version)",
                now: now
            )
        case .applied(let stored):
            replicas[number].plan.copySeen(Self.secretName, namespace: name, observed(stored), now: now)
        case .deleted(let stored):
            replicas[number].plan.copyDeleted(
                Self.secretName,
                namespace: name,
                uid: "u\(stored.uid)",
                version: "\(stored.version)",
                now: now
            )
        }
    }

    /// Watches get what is new; the second replica is told at once.
    mutating func housekeep() {
        for namespace in places.indices {
            let news = places[namespace].takeNews()
            for number in replicas.indices { replicas[number].news[namespace] += news }
            while !replicas[1].news[namespace].isEmpty { tell(1, namespace) }
        }
        for number in replicas.indices {
            _ = replicas[number].plan.takeNotices()
            for registry in replicas[number].plan.takeDueFetches(now: now) {
                replicas[number].plan.fetchFinished(registry, .unchanged(mark), now: now)
            }
        }
    }

    mutating func pass(to time: PlanTime) {
        now = time
        for number in replicas.indices { replicas[number].plan.tick(now: now) }
    }

    /// When the first replica wants to look again.
    var nextWake: PlanTime? {
        let first = replicas.compactMap { $0.plan.nextWake(now: now) }.min()
        return first.map { now.advanced(by: max(.zero, $0 - now.steady)) }
    }

    // MARK: Requests

    func canTake(_ number: Int) -> Bool {
        let plan = replicas[number].plan
        return plan.isLeader && (plan.hasWork() || plan.nextOwnStart(now: now).map { $0 <= now.steady } ?? false)
    }

    mutating func take(_ number: Int) -> Bool {
        var taken = replicas[number].plan.takeOwnWork(now: now)
        if taken == nil { taken = replicas[number].plan.takeWork(now: now) }
        guard let work = taken else { return false }
        if number != leader { faults.append("\(OwnEvent.name(number)) does not lead and does \(work.text)") }
        guard let namespace = Self.names.firstIndex(of: work.namespace) else { return true }
        if case .remove = work.kind {
        } else if !isOptedIn[namespace] {
            faults.append("\(OwnEvent.name(number)) does \(work.text) where it is not allowed")
        }
        replicas[number].request = Request(work: work)
        return true
    }

    /// The provider is asked, as the ServiceAccount of the work's namespace.
    mutating func fetch(_ number: Int) {
        guard let work = replicas[number].request?.work, let namespace = Self.names.firstIndex(of: work.namespace)
        else {
            return
        }
        guard isTrusted[namespace] else {
            return finish(number, .notFetched(isRefused: true, pause: .zero))
        }
        lastRevision += 1
        replicas[number].request?.fetched = Secret(
            whose: .ours,
            holder: mixesUp ? lastFetched : namespace,
            fetchedAt: now.wall.wholeSeconds,
            revision: lastRevision
        )
        lastFetched = namespace
    }

    mutating func effect(_ number: Int) {
        guard let request = replicas[number].request,
            let namespace = Self.names.firstIndex(of: request.work.namespace)
        else { return }
        writes += 1
        let outcome = answer(request, namespace)
        replicas[number].request?.answer = outcome
    }

    private mutating func answer(_ request: Request, _ namespace: Int) -> WorkOutcome {
        func judged(_ uid: String, _ version: String) -> (uid: UInt64, version: UInt64) {
            (UInt64(uid.dropFirst()) ?? 0, UInt64(version) ?? 0)
        }
        switch request.work.kind {
        case .place:
            guard let new = request.fetched, places[namespace].create(new) else { return .conflict }
        case .repair(let uid, let version), .rotate(let uid, let version):
            guard let new = request.fetched, places[namespace].change(judged(uid, version), { $0 = new }) else {
                return .conflict
            }
        case .clear(let uid, let version), .remove(let uid, let version):
            guard let stored = places[namespace].stored else { return .removed }
            guard judged(uid, version) == (stored.uid, stored.version) else { return .conflict }
            places[namespace].delete()
            return .removed
        }
        return places[namespace].stored.map { .written(observed($0)) } ?? .conflict
    }

    mutating func finish(_ number: Int, _ outcome: WorkOutcome) {
        guard let work = replicas[number].request?.work else { return }
        replicas[number].request = nil
        replicas[number].plan.workFinished(work, outcome, now: now)
    }

    /// As `Leader` does: what is under way is given up.
    mutating func moveLeadership() {
        replicas[leader].plan.lead(false, now: now)
        finish(leader, .unavailable)
        leader = 1 - leader
        replicas[leader].plan.mastersSynced(["own": mark], now: now)
        replicas[leader].plan.lead(true, now: now)
    }

    mutating func toggleOptIn(_ namespace: Int) {
        isOptedIn[namespace].toggle()
        for number in replicas.indices { replicas[number].plan.namespaceSeen(observed(namespace), now: now) }
    }
}
