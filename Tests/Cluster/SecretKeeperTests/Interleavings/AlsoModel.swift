import Configuration
import Controllers
import EventLoop
import TestSupport
import Text

@testable import SecretKeeper

/// One entry of `also` in two namespaces, two replicas, and what may happen to the two Secrets and to the configuration.
struct AlsoModel: Sendable {
    /// What stands in a place.
    struct Secret: Sendable, Hashable, CustomStringConvertible {
        var whose: Ownership.Verdict
        var type: String
        var revision: String

        var description: String { "\(whose) \(type) \(revision)" }
    }

    /// What the configuration says; each step of `reconfigure` is the next one.
    enum Entry: Int, Sendable, CaseIterable {
        /// In both namespaces.
        case both
        /// Another text, of the same type, in the first one.
        case first
        /// Another type, in both.
        case otherType
        /// Nothing.
        case none

        var namespaces: [Int] {
            switch self {
            case .both, .otherType: [0, 1]
            case .first: [0]
            case .none: []
            }
        }

        var secret: AlsoSecret? {
            let names = namespaces.map { AlsoModel.names[$0] }
            return switch self {
            case .both: AlsoSecret(name: "charts", namespaces: names, type: "a", data: ["p": .init(.password)])
            case .first: AlsoSecret(name: "charts", namespaces: names, type: "a", data: ["p": .init(.auth)])
            case .otherType: AlsoSecret(name: "charts", namespaces: names, type: "b", data: ["p": .init(.password)])
            case .none: nil
            }
        }
    }

    enum Disturbance: Sendable, CaseIterable {
        // At a place.
        case delete, edit, createForeign, makeForeign, relist
        // At a request of the leader.
        case loseRequest, loseAnswer, forbid
        // At all.
        case reconfigure, rotate, moveLeadership, passTime
    }

    enum Event: Sendable, CustomStringConvertible {
        case tell(Int, place: Int)
        case take(Int)
        case effect(Int)
        case answer(Int)
        case disturb(Disturbance, place: Int)

        var description: String {
            switch self {
            case .tell(let replica, let place):
                "\(OwnEvent.name(replica))'s watch tells the next change in \(AlsoModel.names[place])"
            case .take(let replica): "\(OwnEvent.name(replica)) takes its next work"
            case .effect(let replica): "\(OwnEvent.name(replica))'s request takes effect"
            case .answer(let replica): "\(OwnEvent.name(replica)) gets the answer"
            case .disturb(let disturbance, let place): "\(disturbance) in \(AlsoModel.names[place])"
            }
        }
    }

    struct Replica: Sendable {
        var plan: KeeperPlan
        var news: [[ModelPlace<Secret>.News]] = [[], []]
        var request: (work: PlannedWork, answer: WorkOutcome?)?
    }

    static let names = ["argocd", "flux"]
    static let key = SecretNameState.key(ofAlso: "charts")
    static let horizon = Duration.seconds(7200)

    let disturbances: [Disturbance]
    /// A fault that is put in, to see that the checker finds it: of a dropped entry nothing is remembered.
    let forgets: Bool
    var places = [ModelPlace<Secret>(kind: 1), ModelPlace<Secret>(kind: 2)]
    var replicas: [Replica]
    var leader = 0
    var budget: Int
    var entry = Entry.both
    var master = 1
    /// What the master says of the places, as the API server has it.
    var remembered: [String] = []
    var isForbidden = false
    var now = PlanTime(wall: Timestamp(seconds: 1_000_000), steady: .at(100))
    var writes = 0
    var faults: [String] = []

    init(_ disturbances: [Disturbance], budget: Int, forgets: Bool = false) {
        self.disturbances = disturbances
        self.forgets = forgets
        self.budget = forgets ? budget : Budget.changed(budget)
        let identity = KeeperPlan.Identity(ownNamespace: "pullpass")
        replicas = (0..<2).map {
            Replica(
                plan: KeeperPlan(configuration: Self.configuration(.both), identity: identity, seed: UInt64($0 + 1))
            )
        }
        for number in replicas.indices { start(number) }
        pass(to: now.advanced(by: .seconds(60)))
        replicas[0].plan.lead(true, now: now)
        housekeep()
        pass(to: now.advanced(by: .seconds(60)))
    }

    private mutating func start(_ number: Int) {
        replicas[number].plan.namespaceWatch(works: true, now: now)
        let all = Self.names.map { ObservedNamespace(name: $0, labels: [:], isTerminating: false) }
        replicas[number].plan.namespacesSynced(all, now: now)
        replicas[number].plan.mastersSynced(["hub": state], now: now)
        replicas[number].plan.copiesSynced("pullpass-hub", [:], version: "1", now: now)
        for place in places.indices { replicas[number].news[place] = [places[place].list] }
        for place in places.indices { tell(number, place) }
    }

    static func registry(_ entry: Entry) -> Registry {
        var registry = PlanFixture.registry("hub")
        registry.also = [entry.secret].compactMap(\.self)
        return registry
    }

    static func configuration(_ entry: Entry) -> Configuration { Configuration(registries: [registry(entry)]) }

    var state: MasterState {
        MasterState(
            revision: "r\(master)",
            fetchedAt: Timestamp(seconds: 900_000),
            fingerprint: CredentialFingerprint(Self.registry(.none)).text,
            secretNames: ["pullpass-hub"],
            alsoPlaces: remembered
        )
    }

    func observed(_ stored: ModelPlace<Secret>.Stored) -> ObservedCopy {
        let secret = stored.content
        return ObservedCopy(
            uid: "u\(stored.uid)",
            resourceVersion: "\(stored.version)",
            ownership: secret.whose,
            revision: secret.whose == .foreign ? nil : secret.revision,
            secretType: secret.whose == .foreign ? nil : secret.type
        )
    }

    func place(_ number: Int) -> AlsoPlace { AlsoPlace(namespace: Self.names[number], name: "charts") }

    // MARK: What replicas are told

    mutating func tell(_ number: Int, _ place: Int) {
        let name = Self.names[place]
        switch replicas[number].news[place].removeFirst() {
        case .listed(let stored, let version):
            replicas[number].plan.alsoListed(
                self.place(place),
                stored.map(observed),
                version: "\(version)",
                now: now
            )
        case .applied(let stored):
            replicas[number].plan.copySeen(Self.key, namespace: name, observed(stored), now: now)
        case .deleted(let stored):
            replicas[number].plan.copyDeleted(
                Self.key,
                namespace: name,
                uid: "u\(stored.uid)",
                version: "\(stored.version)",
                now: now
            )
        }
    }

    /// Watches get what is new, and the leader keeps the master; the second replica is told at once.
    mutating func housekeep() {
        for place in places.indices {
            let news = places[place].takeNews()
            for number in replicas.indices {
                // A place that is watched no more is told no more.
                guard replicas[number].plan.watchedNames.contains(self.place(place).text) else {
                    replicas[number].news[place] = []
                    continue
                }
                replicas[number].news[place] += news
            }
            while !replicas[1].news[place].isEmpty { tell(1, place) }
        }
        for number in replicas.indices {
            _ = replicas[number].plan.takeNotices()
            for registry in replicas[number].plan.takeDueFetches(now: now) {
                replicas[number].plan.fetchFinished(registry, .unchanged(state), now: now)
            }
        }
        for case .rename(_, _, _, let places) in replicas[leader].plan.masterChores() {
            remembered = forgets ? entry.namespaces.map { place($0).text } : places
            tellMaster()
        }
    }

    private mutating func tellMaster() {
        for number in replicas.indices { replicas[number].plan.masterSeen("hub", state, now: now) }
    }

    mutating func pass(to time: PlanTime) {
        now = time
        for number in replicas.indices { replicas[number].plan.tick(now: now) }
    }

    var nextWake: PlanTime? {
        let first = replicas.compactMap { $0.plan.nextWake(now: now) }.min()
        return first.map { now.advanced(by: max(.zero, $0 - now.steady)) }
    }

    // MARK: Requests

    mutating func take(_ number: Int) -> Bool {
        guard let work = replicas[number].plan.takeWork(now: now) else { return false }
        let name = OwnEvent.name(number)
        if number != leader { faults.append("\(name) does not lead and does \(work.text)") }
        guard let place = Self.names.firstIndex(of: work.namespace) else {
            faults.append("\(name) does \(work.text) in a namespace that nobody names")
            return true
        }
        let isWanted = entry.namespaces.contains(place)
        if case .remove = work.kind {
            if isWanted { faults.append("\(name) removes what is wanted") }
        } else if !isWanted {
            faults.append("\(name) does \(work.text) where it is not wanted")
        }
        if case .place = work.kind, !remembered.contains(self.place(place).text) {
            faults.append("\(name) makes what nobody would find again")
        }
        replicas[number].request = (work, nil)
        return true
    }

    mutating func effect(_ number: Int) {
        guard let work = replicas[number].request?.work, let place = Self.names.firstIndex(of: work.namespace) else {
            return
        }
        writes += 1
        let outcome = isForbidden ? .forbidden : answer(work, place)
        replicas[number].request?.answer = outcome
    }

    private mutating func answer(_ work: PlannedWork, _ place: Int) -> WorkOutcome {
        func judged(_ uid: String, _ version: String) -> (uid: UInt64, version: UInt64) {
            (UInt64(uid.dropFirst()) ?? 0, UInt64(version) ?? 0)
        }
        let stored = places[place].stored
        switch work.kind {
        case .remove(let uid, let version), .clear(let uid, let version):
            guard let stored else { return .removed }
            guard judged(uid, version) == (stored.uid, stored.version) else { return .conflict }
            if stored.content.whose == .foreign { faults.append("somebody else's Secret is deleted") }
            places[place].delete()
            return .removed
        case .place, .repair, .rotate: break
        }
        guard case .also(_, let secret)? = work.target?.content else { return .unavailable }
        // Of the master what there is by now, as `CopyWriter` does.
        let new = Secret(
            whose: .ours,
            type: secret.type,
            revision: CopyTarget.revision("r\(master)", of: secret.fingerprint)
        )
        switch work.kind {
        case .place:
            // With a version that no Secret has it makes what is absent, and changes nothing.
            guard stored == nil else { return .conflict }
            places[place].create(new)
        case .repair(let uid, let version), .rotate(let uid, let version):
            guard let stored, judged(uid, version) == (stored.uid, stored.version) else { return .conflict }
            if case .rotate = work.kind, stored.content.whose != .ours { return .conflict }
            guard stored.content.type == new.type else { return .refused }
            if stored.content.whose == .foreign { faults.append("somebody else's Secret is written") }
            places[place].change(judged(uid, version)) { $0 = new }
        case .clear, .remove: break
        }
        return places[place].stored.map { .written(observed($0)) } ?? .conflict
    }

    mutating func finish(_ number: Int, _ outcome: WorkOutcome) {
        guard let work = replicas[number].request?.work else { return }
        replicas[number].request = nil
        replicas[number].plan.workFinished(work, outcome, now: now)
    }

    // MARK: What others do

    mutating func moveLeadership() {
        replicas[leader].plan.lead(false, now: now)
        finish(leader, .unavailable)
        leader = 1 - leader
        replicas[leader].plan.mastersSynced(["hub": state], now: now)
        replicas[leader].plan.lead(true, now: now)
    }

    mutating func reconfigure() {
        entry = Entry(rawValue: entry.rawValue + 1) ?? .both
        for number in replicas.indices {
            let watched = Set(replicas[number].plan.watchedNames)
            replicas[number].plan.reconfigure(Self.configuration(entry), now: now)
            // A watch that begins lists.
            for place in places.indices where !watched.contains(self.place(place).text) {
                replicas[number].news[place] = [places[place].list]
            }
        }
    }

    mutating func rotate() {
        master += 1
        tellMaster()
    }
}
