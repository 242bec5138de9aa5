import Controllers
import EventLoop
import TestSupport
import Text

@testable import SecretKeeper

/// What others do in an ``OwnModel``, and what goes wrong.
enum OwnDisturbance: Sendable, Hashable, CaseIterable {
    // At a copy's place.
    case delete, edit, copyOther
    // At a namespace.
    case toggleTrust, toggleOptIn
    // At a request of the leader.
    case loseRequest, loseAnswer
    // At all.
    case relist, moveLeadership, passTime
}

/// Something that happens in an ``OwnModel``.
enum OwnEvent: Sendable, Hashable, CustomStringConvertible {
    case tell(Int, namespace: Int)
    case take(Int)
    case fetch(Int)
    case effect(Int)
    case answer(Int)
    case disturb(OwnDisturbance, namespace: Int)

    static func name(_ replica: Int) -> String { replica == 0 ? "A" : "B" }

    var description: String {
        switch self {
        case .tell(let replica, let namespace):
            "\(Self.name(replica))'s watch tells the next change in \(OwnModel.names[namespace])"
        case .take(let replica): "\(Self.name(replica)) takes its next work"
        case .fetch(let replica): "\(Self.name(replica))'s fetch ends"
        case .effect(let replica): "\(Self.name(replica))'s request takes effect"
        case .answer(let replica): "\(Self.name(replica)) gets the answer"
        case .disturb(let disturbance, let namespace): "\(disturbance) in \(OwnModel.names[namespace])"
        }
    }
}

extension OwnModel: Model {
    var events: [OwnEvent] {
        var events: [OwnEvent] = []
        for number in replicas.indices {
            for namespace in Self.names.indices where !replicas[number].news[namespace].isEmpty {
                events.append(.tell(number, namespace: namespace))
            }
            if let next = next(number) { events.append(next) }
        }
        guard budget > 0 else { return events }
        for disturbance in disturbances {
            for namespace in disturbance.isOfNamespace ? 0..<2 : 0..<1 where isPossible(disturbance, namespace) {
                events.append(.disturb(disturbance, namespace: namespace))
            }
        }
        return events
    }

    /// How a replica's work goes on.
    private func next(_ number: Int) -> OwnEvent? {
        guard let request = replicas[number].request else { return canTake(number) ? .take(number) : nil }
        if request.answer != nil { return .answer(number) }
        return request.work.isFetch && request.fetched == nil ? .fetch(number) : .effect(number)
    }

    private func isPossible(_ disturbance: OwnDisturbance, _ namespace: Int) -> Bool {
        switch disturbance {
        case .delete: places[namespace].stored != nil
        case .edit: places[namespace].stored?.content.whose == .ours
        case .copyOther: places[1 - namespace].stored != nil && places[namespace].stored != nil
        case .loseRequest: replicas[leader].request.map { $0.answer == nil } ?? false
        case .loseAnswer: replicas[leader].request?.answer != nil
        case .toggleTrust, .toggleOptIn, .relist, .moveLeadership: true
        case .passTime: nextWake != nil
        }
    }

    mutating func happen(_ event: OwnEvent) {
        switch event {
        case .tell(let number, let namespace): tell(number, namespace)
        case .take(let number): _ = take(number)
        case .fetch(let number): fetch(number)
        case .effect(let number): effect(number)
        case .answer(let number):
            if let answer = replicas[number].request?.answer { finish(number, answer) }
        case .disturb(let disturbance, let namespace):
            budget -= 1
            disturb(disturbance, namespace)
        }
        housekeep()
    }

    private mutating func disturb(_ disturbance: OwnDisturbance, _ namespace: Int) {
        switch disturbance {
        case .delete: places[namespace].delete()
        case .edit:
            places[namespace].change {
                $0.whose = .edited
                $0.holder = nil
            }
        case .copyOther:
            let other = places[1 - namespace].stored?.content
            places[namespace].change {
                $0.whose = .edited
                $0.holder = other?.holder
            }
        case .toggleTrust: isTrusted[namespace].toggle()
        case .toggleOptIn: toggleOptIn(namespace)
        case .loseRequest, .loseAnswer: finish(leader, .unavailable)
        case .relist: replicas[0].news[namespace] = [places[namespace].list]
        case .moveLeadership: moveLeadership()
        case .passTime: if let nextWake { pass(to: nextWake) }
        }
    }

    // MARK: Quiet

    mutating func calm() -> String? {
        defer { housekeep() }
        if let namespace = isTrusted.firstIndex(of: false) {
            isTrusted[namespace] = true
            return "the ServiceAccount of \(Self.names[namespace]) is trusted again"
        }
        for number in replicas.indices {
            for namespace in Self.names.indices where !replicas[number].news[namespace].isEmpty {
                tell(number, namespace)
                return "\(OwnEvent.name(number)) is told of \(Self.names[namespace])"
            }
            switch next(number) {
            case .take?:
                if take(number) { return "\(OwnEvent.name(number)) takes its next work" }
            case let event?:
                happen(event)
                return "\(event)"
            case nil: break
            }
        }
        guard let nextWake, nextWake.steady - now.steady < Self.horizon else { return nil }
        defer { pass(to: nextWake) }
        return "\(nextWake.steady - now.steady) pass"
    }

    var faultsInQuiet: [String] {
        var faults: [String] = []
        for namespace in Self.names.indices {
            let name = Self.names[namespace]
            let secret = places[namespace].stored?.content
            if isOptedIn[namespace] {
                if secret?.holder != namespace {
                    faults.append("\(name) has the credential of \(String(describing: secret?.holder))")
                }
                if secret.map({ Double($0.fetchedAt) + 86_400 < now.wall.seconds }) ?? false {
                    faults.append("the credential of \(name) has ended")
                }
            } else if secret?.whose == .ours, !replicas[leader].plan.isRemovalHeld {
                faults.append("an unwanted copy stays in \(name)")
            }
            for number in replicas.indices
            where copy(number, namespace)?.observed?.resourceVersion
                != places[namespace].stored.map({ "\($0.version)" })
            {
                faults.append("\(OwnEvent.name(number)) does not know what stands in \(name)")
            }
        }
        for replica in replicas where replica.plan.busy != 0 || replica.plan.own.busy != 0 {
            faults.append("\(replica.plan.busy) under way")
        }
        return faults
    }

    var form: Form {
        var form = Form()
        form.add(budget)
        form.add(leader)
        for namespace in Self.names.indices {
            form.add(isOptedIn[namespace])
            form.add(isTrusted[namespace])
            form.add(version: places[namespace].version)
            form.add(places[namespace].stored, now: now)
        }
        for replica in replicas { form.add(replica, now: now) }
        return form
    }

    var description: String {
        let copies = Self.names.indices.map { "\(Self.names[$0]): \(places[$0].stored.map { "\($0)" } ?? "nothing")" }
        return copies.joined(separator: "; ") + "; \(OwnEvent.name(leader)) leads"
    }
}

extension OwnDisturbance {
    fileprivate var isOfNamespace: Bool {
        switch self {
        case .delete, .edit, .copyOther, .toggleTrust, .toggleOptIn, .relist: true
        case .loseRequest, .loseAnswer, .moveLeadership, .passTime: false
        }
    }
}

extension Form {
    fileprivate mutating func add(_ stored: ModelPlace<OwnModel.Secret>.Stored?, now: PlanTime) {
        add(name: stored?.uid ?? 0)
        add(version: stored?.version ?? 0)
        guard let secret = stored?.content else { return }
        add(secret, now: now)
    }

    fileprivate mutating func add(_ secret: OwnModel.Secret, now: PlanTime) {
        add(secret.whose.number)
        add(secret.holder ?? -1)
        add(Int(min(now.wall.wholeSeconds - secret.fetchedAt, 100_000)) / 600)
        add(name: UInt64(secret.revision) + 1 << 40)
    }

    fileprivate mutating func add(_ replica: OwnModel.Replica, now: PlanTime) {
        for news in replica.news {
            add(news.count)
            for one in news {
                switch one {
                case .listed(let stored, let version):
                    add(1)
                    add(version: version)
                    add(stored, now: now)
                case .applied(let stored):
                    add(2)
                    add(stored, now: now)
                case .deleted(let stored):
                    add(3)
                    add(stored, now: now)
                }
            }
        }
        add(replica.request?.work.kind)
        add(replica.request.map { $0.work.namespace == OwnModel.names[0] ? 1 : 2 } ?? 0)
        add(replica.request?.work.isRenewal ?? false)
        if let fetched = replica.request?.fetched { add(fetched, now: now) } else { add(-1) }
        add(replica.request?.answer)
        add(replica.plan.isLeader)
        add(replica.plan.busy)
        add(replica.plan.own.busy)
        add(replica.plan.failingOwn["own"] ?? 0)
        add(until: replica.plan.own.nextAt, now: now.steady)
        add(replica.plan.removals.ours)
        add(replica.plan.removals.unwanted)
        for name in OwnModel.names {
            guard let row = replica.plan.copies.rows[name],
                let column = replica.plan.copies.columns[OwnModel.secretName]
            else {
                add(-2)
                continue
            }
            let key = CopyKey(row: row, column: column)
            add(replica.plan.copies[key], now: now.steady)
            add(replica.plan.own.isRefused(key))
            add(until: replica.plan.own.renewAt[key], now: now.steady)
            add(replica.plan.copies.namespaces[row].isSelected)
            add(replica.plan.own.queue.level(of: key)?.rawValue ?? 9)
            add(replica.plan.queue.level(of: key)?.rawValue ?? 9)
        }
    }
}
