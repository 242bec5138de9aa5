import Controllers
import EventLoop
import Kubernetes
import TestSupport
import Text

@testable import PolicyKeeper

/// Policy and binding, two replicas, and everything that may happen to them.
struct PolicyModel: Sendable {
    enum Disturbance: Sendable, Hashable {
        case delete(PolicyPart), edit(PolicyPart), createForeign(PolicyPart), replaceByForeign(PolicyPart)
        case refuse, loseRequest, loseAnswer
        case relist(PolicyPart)
        case moveLeadership, passTime
    }

    enum Event: Sendable, Hashable {
        case tell(Int, PolicyPart)
        case send(Int)
        case effect(Int)
        case answer(Int)
        case disturb(Disturbance, Int)
    }

    struct Scenario: Sendable {
        var name: String
        var isInstalled: Bool
        var lagging: Set<Int> = [0]
        var disturbances: [Disturbance]
        var budget: Int
        var leastStates: Int
    }

    let scenario: Scenario
    /// A fault that is put in: the answer to a write counts, whatever the watch has told since.
    var believesAnswers = false
    var places: [PolicyPart: PolicyPlace] = [
        .policy: PolicyPlace(kind: 1), .binding: PolicyPlace(kind: 2),
    ]
    var replicas = [PolicyReplica(), PolicyReplica()]
    var leader = 0
    var budget: Int
    var now = LoopInstant.at(1000)
    var writes = 0
    var faults: [String] = []
    var isProven = false

    init(_ scenario: Scenario, believesAnswers: Bool = false) {
        self.scenario = scenario
        self.believesAnswers = believesAnswers
        budget = Budget.changed(scenario.budget)
        for part in PolicyReplica.parts {
            if scenario.isInstalled { places[part]?.create(PolicyWords()) }
            _ = places[part]?.takeNews()
            for number in replicas.indices {
                if let list = places[part]?.list { replicas[number].observe(part, list, now: now) }
            }
        }
        replicas[0].term.change(leads: true)
    }

    mutating func tell(_ number: Int, _ part: PolicyPart) {
        guard let news = replicas[number].news[part]?.first else { return }
        replicas[number].news[part]?.removeFirst()
        replicas[number].observe(part, news, now: now)
    }

    mutating func housekeep() {
        for part in PolicyReplica.parts {
            let news = places[part]?.takeNews() ?? []
            for number in replicas.indices {
                replicas[number].news[part, default: []] += news
                guard !scenario.lagging.contains(number) else { continue }
                while replicas[number].news[part]?.isEmpty == false { tell(number, part) }
            }
        }
    }

    // MARK: Requests

    /// Begins the step that is to be done now; false where there is none.
    mutating func send(_ number: Int) -> Bool {
        let step = replicas[number].decision(now: now).step
        let part: PolicyPart
        switch step {
        case .wait, .readOwner: return false
        case .create(let created): part = created
        case .repair(let repaired):
            part = repaired
            if number != leader { faults.append("a replica that does not lead sets the \(part) right") }
        }
        if isProven { faults.append("a replica writes into a quiet world: \(step)") }
        var request = PolicyReplica.Request(step: step)
        if let metadata = replicas[number].objects[part]?.object?.metadata, let uid = UInt64(metadata.uid) {
            request.judged = UInt64(metadata.resourceVersion).map { (uid, $0) }
        }
        replicas[number].gate.beginWrite(at: now)
        replicas[number].recentWrites.append(now)
        replicas[number].request = request
        return true
    }

    mutating func effect(_ number: Int) {
        guard let request = replicas[number].request else { return }
        let answer: PolicyReplica.Request.Answer
        switch request.step {
        case nil: answer = .read(places.mapValues(\.list))
        case .create(let part):
            writes += 1
            let isMade = places[part]?.create(PolicyWords()) ?? false
            answer = isMade ? .written(places[part]?.stored) : .conflict
        case .repair(let part):
            writes += 1
            if let stored = places[part]?.stored, let judged = request.judged, judged == (stored.uid, stored.version),
                !stored.content.isOurs
            {
                faults.append("somebody else's \(part) was written")
            }
            let isDone = request.judged.map { places[part]?.change($0) { $0.isRight = true } ?? false } ?? false
            answer = isDone ? .written(places[part]?.stored) : .conflict
        case .wait, .readOwner: answer = .failed
        }
        replicas[number].request?.answer = answer
    }

    mutating func answer(_ number: Int, _ answer: PolicyReplica.Request.Answer) {
        let step = replicas[number].request?.step
        let reports = replicas[number].request?.reports ?? [:]
        replicas[number].request = nil
        switch answer {
        case .written(let stored):
            let part: PolicyPart =
                if case .create(let part) = step { part } else if case .repair(let part) = step { part } else {
                    .policy
                }
            if let stored {
                let news: PolicyPlace.News =
                    believesAnswers ? .listed(stored, version: stored.version) : .applied(stored)
                replicas[number].observe(part, news, now: now)
            }
            replicas[number].gate.succeeded()
        case .conflict:
            replicas[number].request = PolicyReplica.Request(
                step: nil,
                reports: replicas[number].objects.mapValues(\.reports)
            )
        case .read(let lists):
            for part in PolicyReplica.parts {
                guard case .listed(let stored, _)? = lists[part] else { continue }
                replicas[number].objects[part]?.observe(
                    stored.map(PolicyReplica.object),
                    by: .readAfter(reports[part] ?? 0),
                    at: now
                )
            }
        case .failed: replicas[number].gate.failed(at: now, random: 0.5)
        }
    }
}
