import Controllers
import EventLoop
import Kubernetes
import TestSupport

@testable import PolicyKeeper

extension PolicyModel: Model {
    var events: [Event] {
        var events: [Event] = []
        for number in replicas.indices {
            for part in PolicyReplica.parts where replicas[number].news[part]?.isEmpty == false {
                events.append(.tell(number, part))
            }
            if let request = replicas[number].request {
                events.append(request.answer == nil ? .effect(number) : .answer(number))
            } else if isDue(number) {
                events.append(.send(number))
            }
        }
        guard budget > 0 else { return events }
        for disturbance in scenario.disturbances {
            for number in disturbance.isOfReplica ? 0..<2 : 0..<1 where isPossible(disturbance, number) {
                events.append(.disturb(disturbance, number))
            }
        }
        return events
    }

    private func isDue(_ number: Int) -> Bool {
        switch replicas[number].decision(now: now).step {
        case .create, .repair: true
        case .wait, .readOwner: false
        }
    }

    private func isPossible(_ disturbance: Disturbance, _ number: Int) -> Bool {
        let request = replicas[number].request
        switch disturbance {
        case .delete(let part), .replaceByForeign(let part): return places[part]?.stored != nil
        case .edit(let part): return places[part]?.stored?.content.isRight ?? false
        case .createForeign(let part): return places[part]?.stored == nil
        case .refuse, .loseRequest: return request.map { $0.answer == nil } ?? false
        case .loseAnswer: return request?.answer != nil
        case .relist: return scenario.lagging.contains(number)
        case .moveLeadership: return true
        case .passTime: return nextTime != nil
        }
    }

    /// When something is due that is not yet; nil where only the minute's round comes.
    private var nextTime: LoopInstant? {
        let times = replicas.flatMap { [$0.decision(now: now).lookAgain, $0.gate.pausedUntil] }
        return times.filter { $0 > now && $0 < now + ControllerLoop.longestWait || $0 > now && isPaused($0) }.min()
    }

    private func isPaused(_ time: LoopInstant) -> Bool { replicas.contains { $0.gate.pausedUntil == time } }

    mutating func happen(_ event: Event) {
        switch event {
        case .tell(let number, let part): tell(number, part)
        case .send(let number): _ = send(number)
        case .effect(let number): effect(number)
        case .answer(let number): if let answer = replicas[number].request?.answer { self.answer(number, answer) }
        case .disturb(let disturbance, let number):
            budget -= 1
            disturb(disturbance, number)
        }
        housekeep()
    }

    private mutating func disturb(_ disturbance: Disturbance, _ number: Int) {
        switch disturbance {
        case .delete(let part): places[part]?.delete()
        case .edit(let part): places[part]?.change { $0.isRight = false }
        case .createForeign(let part): places[part]?.create(PolicyWords(isOurs: false, isRight: false))
        case .replaceByForeign(let part):
            places[part]?.delete()
            places[part]?.create(PolicyWords(isOurs: false, isRight: false))
        case .refuse, .loseRequest, .loseAnswer: answer(number, .failed)
        case .relist(let part): if let list = places[part]?.list { replicas[number].news[part] = [list] }
        case .moveLeadership:
            replicas[leader].term.change(leads: false)
            leader = 1 - leader
            replicas[leader].term.change(leads: true)
        case .passTime: if let nextTime { now = nextTime }
        }
    }

    mutating func calm() -> String? {
        defer { housekeep() }
        for number in replicas.indices {
            if replicas[number].news.values.contains(where: { !$0.isEmpty }) {
                for part in PolicyReplica.parts {
                    while replicas[number].news[part]?.isEmpty == false { tell(number, part) }
                }
                return "\(name(number)) is told everything"
            }
            if let request = replicas[number].request {
                if let answer = request.answer {
                    self.answer(number, answer)
                    return "\(name(number)) gets the answer: \(answer)"
                }
                effect(number)
                return "\(name(number))'s request takes effect"
            }
            if send(number) { return "\(name(number)) begins to \(replicas[number].request?.step.map { "\($0)" } ?? "")" }
        }
        if let nextTime {
            let passed = nextTime - now
            now = nextTime
            return "\(passed) pass"
        }
        guard !isProven, faultsInQuiet.isEmpty else { return nil }
        isProven = true
        for number in replicas.indices {
            for part in PolicyReplica.parts {
                if let list = places[part]?.list { replicas[number].observe(part, list, now: now) }
            }
        }
        now = now + .seconds(7200)
        return "all watches list anew, and two hours pass"
    }

    var faultsInQuiet: [String] {
        var faults: [String] = []
        var isBlocked = false
        for part in PolicyReplica.parts {
            if let stored = places[part]?.stored {
                if !stored.content.isOurs { isBlocked = true }
                if !isBlocked, !stored.content.isRight { faults.append("the \(part) does not say what it should") }
            } else if !isBlocked {
                faults.append("the \(part) is missing for good")
            }
            for number in replicas.indices {
                let known = replicas[number].objects[part]?.object?.metadata
                let real = places[part]?.stored
                if known?.uid != real.map({ "\($0.uid)" }) || known?.resourceVersion != real.map({ "\($0.version)" }) {
                    faults.append("\(name(number)) believes something else of the \(part)")
                }
            }
        }
        return faults
    }

    func name(_ replica: Int) -> String { replica == 0 ? "A" : "B" }

    var description: String {
        PolicyReplica.parts.map { "\($0): " + (places[$0]?.stored.map { "\($0)" } ?? "none") }.joined(separator: "; ")
            + "; \(name(leader)) leads"
    }
}

extension PolicyModel.Disturbance {
    /// Whether it concerns one replica.
    var isOfReplica: Bool {
        switch self {
        case .refuse, .loseRequest, .loseAnswer, .relist: true
        default: false
        }
    }
}

extension PolicyModel.Event: CustomStringConvertible {
    var description: String {
        func name(_ replica: Int) -> String { replica == 0 ? "A" : "B" }
        return switch self {
        case .tell(let number, let part): "\(name(number))'s watch tells the next change of the \(part)"
        case .send(let number): "\(name(number)) sends its next write"
        case .effect(let number): "\(name(number))'s request takes effect"
        case .answer(let number): "\(name(number)) gets the answer"
        case .disturb(let disturbance, let number):
            disturbance.isOfReplica ? "\(disturbance) at \(name(number))" : "\(disturbance)"
        }
    }
}
