import Configuration
import Controllers
import EventLoop

@testable import SecretKeeper

extension KeeperModel {
    mutating func calm() -> String? {
        let step = calmStep()
        housekeep()
        return step
    }

    private mutating func calmStep() -> String? {
        guard !isRemovalForbidden else {
            isRemovalForbidden = false
            return "the right to delete is given"
        }
        for number in replicas.indices {
            let name = ModelEvent.name(number)
            if ModelEvent.Topic.allCases.contains(where: { hasNews(number, $0) }) {
                tellAll(number)
                return "\(name) is told everything"
            }
            if let request = replicas[number].request {
                if request.asksFirst {
                    ask(number)
                    return "\(name)'s GET is answered"
                }
                guard let answer = request.answer else {
                    effect(number)
                    return "\(name)'s request takes effect"
                }
                self.answer(number)
                return "\(name) gets the answer: \(answer)"
            }
        }
        if late != nil {
            happen(.lateEffect)
            return "\(ModelEvent.lateEffect)"
        }
        for number in replicas.indices where canTake(number) && take(number) {
            return "\(ModelEvent.name(number)) does \(replicas[number].request?.work.text ?? "")"
        }
        if server.secret?.isTerminating == true {
            // It may stay for as long as it likes.
            faults += faultsWhileKept
            server.finalize()
            return "the finalizer is gone, and the Secret with it"
        }
        if let nextWake {
            defer { pass(to: nextWake) }
            return "\(nextWake.steady - now.steady) pass"
        }
        // Lists would heal what is wrong.
        guard !isProven, faultsInQuiet.isEmpty else { return nil }
        isProven = true
        for number in replicas.indices where replicas[number].isWatching { tell(number, server.list) }
        pass(to: now.advanced(by: .seconds(7200)))
        return "both watches list anew, and two hours pass"
    }

    /// What of a dropped registry a finalizer keeps is remembered, with the master that says where it is, and told.
    private var faultsWhileKept: [String] {
        let plan = replicas[leader].plan
        guard let secret = server.secret, secret.whose != .foreign, rule == .none, !namespace.isTerminating,
            // What has come up where nothing is wanted keeps no name alive.
            copy(leader)?.standing != .forged
        else { return [] }
        let counts = plan.leftCopies(unseen: []).filter { $0.secretName == secretName }.map(\.counts)
        let isMasterGoing = plan.masterChores().contains { if case .delete = $0 { true } else { false } }
        guard counts == [[.refused: 1]], plan.watchedNames.contains(secretName), !isMasterGoing else {
            return ["a finalizer keeps the copy of a dropped registry, and what is told is \(counts)"]
        }
        return []
    }

    var faultsInQuiet: [String] {
        var faults: [String] = []
        for number in replicas.indices
        where server.secret == nil && !replicas[number].plan.leftCopies(unseen: []).isEmpty {
            faults.append("\(ModelEvent.name(number)) tells of a copy that is gone")
        }
        let isAllowed = namespace.isOptedIn && (scenario.subject == .credential ? rule == .wide : rule != .none)
        let expected =
            scenario.subject == .credential ? master : ModelKeys.expected(namespace, rule, master: master)
        if let secret = server.secret {
            if secret.whose != .foreign, !namespace.isTerminating {
                if !isAllowed, !replicas[leader].plan.isRemovalHeld { faults.append("an unwanted copy stays") }
                let isRight = secret.revision == expected && (secret.whose == .ours || secret.isShared)
                if isAllowed, !secret.isImmutable, !isRight {
                    faults.append("the copy is not what it should be")
                }
                if isAllowed, !secret.isImmutable, secret.labelling != .intact, !server.takesLabels {
                    faults.append("the copy has no labels of ours")
                }
            }
        } else if isAllowed, !namespace.isTerminating, isWanted {
            faults.append("the copy is missing for good")
        }
        for number in replicas.indices {
            let name = ModelEvent.name(number)
            if replicas[number].isWatching, copy(number)?.observed != server.secret?.observed {
                let known = copy(number)?.observed.map { "\($0.uid) at \($0.resourceVersion)" } ?? "nothing"
                faults.append("\(name) believes that there is \(known)")
            }
            faults += miscounts(replicas[number].plan).map { "\(name) counts wrongly: \($0)" }
        }
        return faults
    }

    /// A lazy copy is wanted by whoever was asked for it, and by the leader once it has seen it.
    private var isWanted: Bool {
        guard scenario.placement == .lazy else { return true }
        return copy(leader)?.isNeeded ?? false || replicas.indices.contains { copy($0)?.isHinted ?? false }
    }

    /// What the totals of a plan say that its table does not.
    private func miscounts(_ plan: KeeperPlan) -> [String] {
        var ours = 0
        var unwanted = 0
        for namespace in plan.copies.namespaces where plan.copies.rows[namespace.name] != nil {
            for copy in namespace.copies {
                if copy.standing == .wanted || copy.standing == .unwanted { ours += 1 }
                if copy.standing == .unwanted { unwanted += 1 }
            }
        }
        var faults: [String] = []
        if plan.removals.ours != ours { faults.append("\(plan.removals.ours) copies of ours, not \(ours)") }
        if plan.removals.unwanted != unwanted { faults.append("\(plan.removals.unwanted) unwanted, not \(unwanted)") }
        faults += miscountedPlaces(plan)
        if plan.busy != 0 { faults.append("\(plan.busy) under way") }
        return faults
    }

    /// How the totals of who has his copy differ from a count from scratch.
    func miscountedPlaces(_ plan: KeeperPlan) -> [String] {
        plan.copies.secretNames.indices.compactMap { column in
            var tally = CopyTally()
            for (row, namespace) in plan.copies.namespaces.enumerated() where plan.copies.rows[namespace.name] == row {
                tally.count(from: .notWanted, to: plan.presence(at: CopyKey(row: row, column: column)))
            }
            let kept = plan.copies.secretNames[column].tally
            return kept == tally ? nil : "\(kept), and from scratch \(tally)"
        }
    }

    var description: String {
        let secret = server.secret.map { "Secret \($0)" } ?? "no Secret"
        let known = replicas.indices.map { number in
            let observed = copy(number)?.observed.map { "\($0.uid) \($0.ownership) at version \($0.resourceVersion)" }
            return "\(ModelEvent.name(number)) knows of \(observed ?? "none")"
        }
        return "\(secret); master r\(master); rule \(rule); namespace \(namespace.isOptedIn ? "opted in" : "opted out")"
            + (namespace.isTerminating ? ", Terminating; " : "; ") + known.joined(separator: ", ")
            + "; \(ModelEvent.name(leader)) leads"
    }
}
