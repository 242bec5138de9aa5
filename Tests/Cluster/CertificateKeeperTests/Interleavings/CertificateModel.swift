import Controllers
import EventLoop
import TestSupport

@testable import CertificateKeeper

/// The Secret and the registration, two replicas, and everything that may happen to them.
struct CertificateModel: Sendable {
    enum Disturbance: Sendable, Hashable {
        case deleteSecret, breakSecret, emptySecret, restoreBackup, requestRotation
        case clearBundle, deleteRegistration, makeRegistration, remakeRegistration
        case refuse, loseRequest, loseAnswer
        case relistSecret, relistRegistration
        case moveLeadership, passTime
    }

    enum Event: Sendable, Hashable {
        case tellSecret(Int), tellRegistration(Int)
        case begin(Int), effect(Int), answer(Int)
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
    /// A fault that is put in: answers count, whatever the watch has told since.
    let believesAnswers: Bool
    var secret = SecretPlace(kind: 1)
    var registration = RegistrationPlace(kind: 2)
    var replicas = [CertificateReplica(), CertificateReplica()]
    /// The number of the last certificate that was made.
    var made: UInt64 = 0
    /// What was there at first.
    var backup: CertificateWords?
    var leader = 0
    var budget: Int
    var now = PlanCase.steady
    let startedAt = PlanCase.steady
    var writes = 0
    var faults: [String] = []
    var isProven = false
    /// Whether others have written `caBundle`, so that what is served may not be in it.
    var isBundleDisturbed = false

    init(_ scenario: Scenario, believesAnswers: Bool = false) {
        self.scenario = scenario
        self.believesAnswers = believesAnswers
        budget = Budget.changed(scenario.budget)
        if scenario.isInstalled {
            made = 2
            let words = CertificateWords(authority: 1, leaf: 2)
            secret.create(words)
            backup = words
        }
        registration.create(scenario.isInstalled ? [1] : [])
        _ = secret.takeNews()
        _ = registration.takeNews()
        for number in replicas.indices {
            replicas[number].tell(secret.list)
            replicas[number].tell(registration.list, now: now)
        }
        replicas[0].term.change(leads: true)
        replicas[0].term.hasRead()
        housekeep()
    }

    mutating func housekeep() {
        let secretNews = secret.takeNews()
        let registrationNews = registration.takeNews()
        for number in replicas.indices {
            replicas[number].secretNews += secretNews
            replicas[number].registrationNews += registrationNews
            if !scenario.lagging.contains(number) { tellAll(number) }
            serve(number)
        }
    }

    mutating func tellAll(_ number: Int) {
        for news in replicas[number].secretNews { replicas[number].tell(news) }
        for news in replicas[number].registrationNews { replicas[number].tell(news, now: now) }
        replicas[number].secretNews = []
        replicas[number].registrationNews = []
    }

    func decision(_ number: Int) -> CertificateDecision {
        replicas[number].decision(now: now, startedAt: startedAt)
    }

    /// Lets a replica that has nothing to wait for serve what its plan says.
    private mutating func serve(_ number: Int) {
        guard replicas[number].request == nil, decision(number).serves, let words = replicas[number].content else {
            return
        }
        let isKnown = registration.stored?.content.contains(words.authority) ?? true
        if replicas[number].served != nil, !isKnown, !isBundleDisturbed {
            faults.append("a leaf is served of a CA that no API server believes, though there was a good one")
        }
        replicas[number].served = (words.leaf, words.authority)
    }

    // MARK: Requests

    /// Begins what is to be done now; false where there is nothing.
    mutating func begin(_ number: Int) -> Bool {
        guard replicas[number].request == nil else { return false }
        if replicas[number].mustRead(now: now) {
            replicas[number].request = replicas[number].reading(.read)
            return true
        }
        let step = decision(number).step
        guard step != .wait, let request = replicas[number].request(for: step, number: &made) else { return false }
        if isProven { faults.append("a replica does something in a quiet world: \(step)") }
        if number != leader, replicas[number].served != nil {
            faults.append("a replica that serves, and does not lead, does \(step)")
        }
        if step != .readBack {
            replicas[number].gate.beginWrite(at: now)
            replicas[number].recentWrites.append(now)
        }
        replicas[number].request = request
        return true
    }

    mutating func effect(_ number: Int) {
        guard let request = replicas[number].request else { return }
        let answer: CertificateReplica.Request.Answer
        switch request.kind {
        case .read: answer = .read(secret.stored, registration.stored)
        case .readBack: answer = .readBack(registration.stored)
        case .create(let words):
            writes += 1
            answer = secret.create(words) ? secret.stored.map { .written($0) } ?? .failed : .conflict
        case .patch(let words):
            writes += 1
            let isDone = secret.change(request.secretJudged) { $0 = words }
            answer = isDone ? secret.stored.map { .written($0) } ?? .failed : .conflict
        case .publish(let trusted):
            writes += 1
            let isDone = registration.change(request.registrationJudged) { $0 = trusted }
            answer = isDone ? registration.stored.map { .published($0) } ?? .failed : .conflict
        }
        replicas[number].request?.answer = answer
    }

    mutating func answer(_ number: Int, _ answer: CertificateReplica.Request.Answer) {
        guard let request = replicas[number].request else { return }
        replicas[number].request = nil
        switch answer {
        case .read(let stored, let registered):
            read(number, stored, by: believesAnswers ? .read : .readAfter(request.secretReports))
            read(number, registered, by: believesAnswers ? .read : .readAfter(request.registrationReports))
            replicas[number].term.hasRead()
            replicas[number].gate.succeeded()
        case .readBack(let registered):
            read(number, registered, by: believesAnswers ? .read : .readAfter(request.registrationReports))
            replicas[number].gate.succeeded()
        case .written(let stored):
            read(number, stored, by: .event)
            replicas[number].gate.succeeded()
        case .published(let registered):
            read(number, registered, by: believesAnswers ? .read : .event)
            replicas[number].gate.succeeded()
        case .conflict:
            replicas[number].term.needsReading()
            // A leader does so anyway before its next step.
            if number != leader { replicas[number].request = replicas[number].reading(.read) }
        case .failed: replicas[number].gate.failed(at: now, random: 0.5)
        }
    }

    private mutating func read(_ number: Int, _ stored: SecretPlace.Stored?, by observation: Observation) {
        let object = stored.map { ModelObject($0) }
        if replicas[number].secret.observe(object, by: observation) { replicas[number].secretChanged() }
    }

    private mutating func read(_ number: Int, _ stored: RegistrationPlace.Stored?, by observation: Observation) {
        let object = stored.map { ModelObject($0) }
        guard replicas[number].registration.observe(object, by: observation) else { return }
        replicas[number].registrationChanged(isRead: true, now: now)
    }
}
