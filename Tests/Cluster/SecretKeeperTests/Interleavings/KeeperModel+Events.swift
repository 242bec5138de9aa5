import Controllers
import EventLoop
import TestSupport

@testable import SecretKeeper

extension KeeperModel: Model {
    var events: [ModelEvent] {
        var events: [ModelEvent] = []
        for number in replicas.indices {
            for topic in ModelEvent.Topic.allCases where hasNews(number, topic) { events.append(.tell(number, topic)) }
            if let request = replicas[number].request {
                if request.answer != nil {
                    events.append(.answer(number))
                } else {
                    events.append(request.asksFirst ? .ask(number) : .effect(number))
                }
            } else if canTake(number) {
                events.append(.take(number))
            }
        }
        if late != nil { events.append(.lateEffect) }
        guard budget > 0 else { return events }
        for disturbance in scenario.disturbances {
            for number in disturbance.isOfReplica ? 0..<2 : 0..<1 where isPossible(disturbance, number) {
                events.append(.disturb(disturbance, number))
            }
        }
        return events
    }

    /// A replica that does not lead has workers for hints only.
    private func last(_ number: Int) -> PlannedWork.Level { replicas[number].plan.isLeader ? .last : .hinted }

    func canTake(_ number: Int) -> Bool { replicas[number].plan.hasWork(upTo: last(number)) }

    private func isPossible(_ disturbance: Disturbance, _ number: Int) -> Bool {
        let request = replicas[number].request
        switch disturbance {
        case .createForeign, .createForged: return server.secret == nil && !server.isTerminating
        case .edit: return server.secret.map { !$0.isImmutable && ($0.whose != .edited || $0.isShared) } ?? false
        case .editLabels: return server.secret.map { $0.whose != .foreign && $0.labelling != .edited } ?? false
        case .takeLabels: return server.secret.map { $0.whose != .foreign && $0.labelling != .missing } ?? false
        case .share: return server.secret.map { $0.whose == .ours } ?? false
        case .addFinalizer: return server.secret.map { !$0.isKept } ?? false
        case .makeImmutable: return server.secret.map { !$0.isImmutable } ?? false
        case .delete: return server.secret != nil
        case .replaceByForged, .replaceByForeign: return server.secret != nil && !server.isTerminating
        case .refuse, .exceedQuota, .forbid, .loseRequest, .delayRequest:
            guard let request, request.answer == nil, !request.asksFirst else { return false }
            return disturbance != .delayRequest || late == nil
        case .loseAnswer: return request?.answer != nil
        case .restoreServer: return true
        case .relist: return scenario.lagging.contains(number)
        case .toggleOptIn, .toggleLabel, .terminate, .makeNamespaceAnew: return !namespace.isTerminating
        case .configure: return rule != .none
        case .removeRegistry, .toggleRight: return true
        case .rotate: return rule != .none
        case .moveLeadership: return true
        case .hint: return true
        case .passTime:
            let ends = replicas.compactMap(\.request?.until) + [late?.until ?? .never]
            guard let nextWake, ends.allSatisfy({ nextWake.steady <= $0 }) else { return false }
            // No watch is later than a name settles.
            return replicas.allSatisfy { replica in
                replica.copyNews.isEmpty || replica.plan.copies.secretNames.allSatisfy { $0.settlingUntil == nil }
            }
        }
    }

    /// When the first replica wants to look again.
    var nextWake: PlanTime? {
        let first = replicas.compactMap { $0.plan.nextWake(now: now) }.min()
        return first.map { now.advanced(by: max(.zero, $0 - now.steady)) }
    }

    mutating func happen(_ event: ModelEvent) {
        switch event {
        case .tell(let number, let topic): tell(number, topic)
        case .take(let number): _ = take(number)
        case .ask(let number): ask(number)
        case .effect(let number): effect(number)
        case .answer(let number): answer(number)
        case .lateEffect:
            if let request = late {
                late = nil
                writes += 1
                _ = server.answer(request.kind, revision: request.revision)
            }
        case .disturb(let disturbance, let number):
            budget -= 1
            disturb(disturbance, number)
        }
        housekeep()
    }

    // MARK: A replica's requests

    /// Takes work as `CopyWriter` does; false where there was none.
    mutating func take(_ number: Int) -> Bool {
        guard let work = replicas[number].plan.takeWork(upTo: last(number), now: now) else { return false }
        let name = ModelEvent.name(number)
        if isProven { faults.append("\(name) writes into a quiet world: \(work.text)") }
        if number != leader {
            guard case .place(asksFirst: true) = work.kind else {
                faults.append("\(name) does not lead and does \(work.text)")
                return true
            }
        }
        let mayPlace = replicas[number].mayPlace(scenario.subject)
        if case .remove = work.kind {
            if mayPlace { faults.append("\(name) removes what is wanted") }
        } else if !mayPlace {
            faults.append("\(name) does \(work.text) where it is not allowed")
        } else if scenario.subject == .anonymousTry {
            let known = replicas[number]
            let keys = ModelKeys.expected(known.namespace, known.rule, master: known.master)
            if ModelKeys.number(work.target?.revision) != keys {
                faults.append("\(name) writes other keys than it knows")
            }
        }
        let asksFirst = if case .place(asksFirst: true) = work.kind { true } else { false }
        replicas[number].request = ModelReplica.Request(
            work: work,
            answer: nil,
            asksFirst: asksFirst,
            until: now.steady + Self.requestLife
        )
        return true
    }

    mutating func ask(_ number: Int) {
        if server.secret == nil {
            replicas[number].request?.asksFirst = false
        } else {
            finish(number, .found)
        }
    }

    mutating func effect(_ number: Int) {
        guard let request = replicas[number].request else { return }
        writes += 1
        if isRemovalForbidden, case .remove = request.work.kind {
            replicas[number].request?.answer = .forbidden
            return
        }
        let answer =
            flaw == .neverWorks
            ? .unavailable : server.answer(request.work.kind, revision: revision(of: request, number))
        replicas[number].request?.answer = answer
    }

    /// What a request writes: of a master what the replica has by now, as `CopyWriter` does.
    func revision(of request: ModelReplica.Request, _ number: Int) -> Int {
        switch scenario.subject {
        case .credential: replicas[number].master
        case .anonymousTry: ModelKeys.number(request.work.target?.revision)
        }
    }

    mutating func answer(_ number: Int) {
        guard let answer = replicas[number].request?.answer else { return }
        finish(number, answer)
    }

    mutating func finish(_ number: Int, _ outcome: WorkOutcome) {
        guard let work = replicas[number].request?.work else { return }
        replicas[number].request = nil
        replicas[number].plan.workFinished(work, outcome, now: now)
        noteLeft(number, work, outcome)
        if flaw == .repairsForEver { replicas[number].plan.copies[work.key].marked.verifiedVersion = nil }
        if flaw == .believesAnswers, case .written(let observed) = outcome {
            replicas[number].plan.copies[work.key].observed = observed
        }
        if flaw != nil { replicas[number].plan.review(work.key, now: now) }
    }
}

extension KeeperModel {
    /// A copy of a dropped registry that nobody may delete is told as such, for as long as it is there.
    private mutating func noteLeft(_ number: Int, _ work: PlannedWork, _ outcome: WorkOutcome) {
        let plan = replicas[number].plan
        guard case .remove = work.kind, outcome == .forbidden, !plan.copies.secretNames[work.key.column].isCurrent,
            // What has come up where nothing is wanted keeps no name alive, and is seen no more once all others are gone.
            plan.copies[work.key].observed?.isOurs ?? false, plan.copies[work.key].standing != .forged
        else { return }
        let left = plan.leftCopies(unseen: [])
        if left.first?.counts != [.forbidden: 1] {
            faults.append("\(ModelEvent.name(number)) does not tell what it may not remove: \(left)")
        }
    }
}

extension Disturbance {
    /// Whether it concerns one replica.
    var isOfReplica: Bool {
        switch self {
        case .refuse, .exceedQuota, .forbid, .loseRequest, .loseAnswer, .delayRequest, .relist, .hint:
            true
        default: false
        }
    }
}
