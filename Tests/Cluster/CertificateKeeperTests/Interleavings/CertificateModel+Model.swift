import Controllers
import EventLoop
import Kubernetes
import TestSupport

@testable import CertificateKeeper

extension CertificateModel: Model {
    var events: [Event] {
        var events: [Event] = []
        for number in replicas.indices {
            let replica = replicas[number]
            if !replica.secretNews.isEmpty { events.append(.tellSecret(number)) }
            if !replica.registrationNews.isEmpty { events.append(.tellRegistration(number)) }
            if let request = replica.request {
                events.append(request.answer == nil ? .effect(number) : .answer(number))
            } else if replica.mustRead(now: now) || decision(number).step != .wait {
                events.append(.begin(number))
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

    private func isPossible(_ disturbance: Disturbance, _ number: Int) -> Bool {
        let request = replicas[number].request
        switch disturbance {
        case .deleteSecret, .breakSecret, .emptySecret: return secret.stored != nil
        case .restoreBackup: return secret.stored != nil && backup != nil
        case .requestRotation: return secret.stored != nil
        case .clearBundle, .deleteRegistration, .remakeRegistration: return registration.stored != nil
        case .makeRegistration: return registration.stored == nil
        case .refuse, .loseRequest: return request.map { $0.answer == nil } ?? false
        case .loseAnswer: return request?.answer != nil
        case .relistSecret, .relistRegistration: return scenario.lagging.contains(number)
        case .moveLeadership: return true
        case .passTime: return nextTime != nil
        }
    }

    /// When something is due that is not yet; nil where only the minute's round comes.
    private var nextTime: LoopInstant? {
        var times: [LoopInstant] = []
        for number in replicas.indices {
            times.append(replicas[number].gate.pausedUntil)
            let lookAgain = decision(number).lookAgain
            if lookAgain < now + ControllerLoop.longestWait { times.append(lookAgain) }
            // What waits for five minutes is looked at each minute.
            let isRotating = replicas[number].content?.next ?? 0 != 0
            let waits = isRotating || replicas[number].served?.leaf != secret.stored?.content.leaf
            // Without a registration nothing is published.
            if waits, registration.stored != nil {
                times.append(now + ControllerLoop.longestWait)
            }
        }
        return times.filter { $0 > now }.min()
    }

    mutating func happen(_ event: Event) {
        switch event {
        case .tellSecret(let number):
            let news = replicas[number].secretNews.removeFirst()
            replicas[number].tell(news)
        case .tellRegistration(let number):
            let news = replicas[number].registrationNews.removeFirst()
            replicas[number].tell(news, now: now)
        case .begin(let number): _ = begin(number)
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
        case .deleteSecret: secret.delete()
        case .breakSecret: secret.change { $0.state = .broken }
        case .emptySecret: secret.change { $0.state = .empty }
        case .restoreBackup: if let backup { secret.change { $0 = backup } }
        case .requestRotation: secret.change { $0.request += 1 }
        case .clearBundle:
            registration.change { $0 = [] }
            isBundleDisturbed = true
        case .deleteRegistration: registration.delete()
        case .makeRegistration:
            registration.create([])
            isBundleDisturbed = true
        case .remakeRegistration:
            registration.delete()
            registration.create([])
            isBundleDisturbed = true
        case .refuse, .loseRequest, .loseAnswer: answer(number, .failed)
        case .relistSecret: replicas[number].secretNews = [secret.list]
        case .relistRegistration: replicas[number].registrationNews = [registration.list]
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
            if !replicas[number].secretNews.isEmpty || !replicas[number].registrationNews.isEmpty {
                tellAll(number)
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
            let step = decision(number).step
            if begin(number) { return "\(name(number)) begins: \(step)" }
        }
        if let nextTime {
            let passed = nextTime - now
            now = nextTime
            return "\(passed) pass"
        }
        guard !isProven, faultsInQuiet.isEmpty else { return nil }
        isProven = true
        for number in replicas.indices {
            replicas[number].tell(secret.list)
            replicas[number].tell(registration.list, now: now)
        }
        now = now + .seconds(7200)
        return "all watches list anew, and two hours pass"
    }

    var faultsInQuiet: [String] {
        guard let words = secret.stored?.content else { return ["the Secret is missing for good"] }
        guard words.state == .good else { return ["the Secret stays \(words.state)"] }
        var faults: [String] = []
        if words.next != 0, registration.stored != nil { faults.append("the rotation does not end") }
        if let registered = registration.stored, registered.content != words.trusted {
            faults.append("caBundle is not what it should be")
        }
        for number in replicas.indices {
            if let served = replicas[number].served {
                if served.leaf != words.leaf { faults.append("\(name(number)) serves another leaf") }
            } else {
                faults.append("\(name(number)) serves nothing")
            }
            if replicas[number].secret.object?.metadata.resourceVersion != secret.stored.map({ "\($0.version)" }) {
                faults.append("\(name(number)) believes something else of the Secret")
            }
            let known = replicas[number].registration.object?.metadata.resourceVersion
            if known != registration.stored.map({ "\($0.version)" }) {
                faults.append("\(name(number)) believes something else of the registration")
            }
        }
        return faults
    }

    func name(_ replica: Int) -> String { replica == 0 ? "A" : "B" }

    var description: String {
        let served = replicas.indices.map {
            "\(name($0)) serves \(replicas[$0].served.map { "\($0.leaf) of \($0.authority)" } ?? "nothing")"
        }
        return
            "Secret \(secret.stored.map { "\($0)" } ?? "none"); registration \(registration.stored.map { "\($0)" } ?? "none"); "
            + served.joined(separator: ", ") + "; \(name(leader)) leads"
    }
}

extension CertificateModel.Disturbance {
    /// Whether it concerns one replica.
    var isOfReplica: Bool {
        switch self {
        case .refuse, .loseRequest, .loseAnswer, .relistSecret, .relistRegistration: true
        default: false
        }
    }
}

extension CertificateModel.Event: CustomStringConvertible {
    var description: String {
        func name(_ replica: Int) -> String { replica == 0 ? "A" : "B" }
        return switch self {
        case .tellSecret(let number): "\(name(number))'s watch tells the next change of the Secret"
        case .tellRegistration(let number): "\(name(number))'s watch tells the next change of the registration"
        case .begin(let number): "\(name(number)) sends what is to be done"
        case .effect(let number): "\(name(number))'s request takes effect"
        case .answer(let number): "\(name(number)) gets the answer"
        case .disturb(let disturbance, let number):
            disturbance.isOfReplica ? "\(disturbance) at \(name(number))" : "\(disturbance)"
        }
    }
}
