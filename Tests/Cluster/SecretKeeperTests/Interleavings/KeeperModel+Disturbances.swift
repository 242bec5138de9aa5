import Controllers
import EventLoop

@testable import SecretKeeper

extension KeeperModel {
    mutating func disturb(_ disturbance: Disturbance, _ number: Int) {
        switch disturbance {
        case .createForeign: server.create(.foreign)
        case .createForged: server.create(.ours, revision: 99)
        case .toggleLabel:
            namespace.hasLabel.toggle()
            tellNamespace()
        case .edit:
            server.change {
                if $0.whose == .ours { $0.whose = .edited }
                $0.isShared = false
                $0.mayHoldCredential = true
            }
        case .editLabels: server.change { $0.labelling = .edited }
        case .takeLabels: server.change { $0.labelling = .missing }
        case .share:
            server.change {
                $0.whose = .edited
                $0.isShared = true
            }
        case .addFinalizer: server.change { $0.isKept = true }
        case .makeImmutable: server.change { $0.isImmutable = true }
        case .delete: server.delete()
        case .replaceByForged:
            server.finalize()
            server.create(.ours, revision: scenario.subject == .credential ? 99 : ModelKeys.all)
        case .replaceByForeign:
            server.finalize()
            server.create(.foreign)
        case .refuse: replicas[number].request?.answer = .refused
        case .exceedQuota: replicas[number].request?.answer = .quotaExceeded
        case .forbid: replicas[number].request?.answer = .forbidden
        case .loseRequest, .loseAnswer: finish(number, .unavailable)
        case .delayRequest: giveUp(number)
        case .relist: replicas[number].copyNews = [server.list]
        case .restoreServer:
            // Nothing of before is answered any more.
            late = nil
            server.restore(first)
            for one in replicas.indices {
                finish(one, .unavailable)
                replicas[one].copyNews = [server.list]
            }
        case .toggleOptIn:
            namespace.isOptedIn.toggle()
            tellNamespace()
        case .terminate:
            namespace.isTerminating = true
            server.isTerminating = true
            tellNamespace()
        case .makeNamespaceAnew:
            server.finalize()
            for one in replicas.indices { replicas[one].namespaceNews.append(nil) }
            tellNamespace()
        case .configure: configure(rule == .wide ? .narrow : .wide)
        case .removeRegistry: configure(rule == .none ? .wide : .none)
        case .toggleRight: isRemovalForbidden.toggle()
        case .rotate: rotate()
        case .moveLeadership: moveLeadership()
        case .hint: _ = replicas[number].plan.hint(namespace: Self.namespaceName, registry: "hub", now: now)
        case .passTime: if let nextWake { pass(to: nextWake) }
        }
    }

    private mutating func tellNamespace() {
        for number in replicas.indices { replicas[number].namespaceNews.append(namespace) }
    }

    private mutating func configure(_ rule: ModelRule) {
        self.rule = rule
        for number in replicas.indices { replicas[number].configurationNews.append(rule) }
    }

    /// The leader knows its own write; the other one is told by its watch.
    private mutating func rotate() {
        master += 1
        for number in replicas.indices {
            replicas[number].masterNews.append(master)
            if number == leader { tell(number, .master) }
        }
    }

    /// Ends a request whose answer nobody waits for; it may still take effect.
    private mutating func giveUp(_ number: Int) {
        if let request = replicas[number].request, request.answer == nil, !request.asksFirst {
            late = (request.work.kind, revision(of: request, number), now.steady + Self.requestLife)
        }
        finish(number, .unavailable)
    }

    /// As `Leader` does: what is under way is given up, but for what a hint brought; the next one reads the masters first.
    private mutating func moveLeadership() {
        replicas[leader].plan.lead(false, now: now)
        if let request = replicas[leader].request, request.work.level != .hinted { giveUp(leader) }
        leader = 1 - leader
        replicas[leader].masterNews = []
        replicas[leader].master = master
        replicas[leader].plan.mastersSynced(masterStates(master), now: now)
        replicas[leader].plan.lead(true, now: now)
    }
}
