import Configuration
import Controllers
import EventLoop
import TestSupport

@testable import SecretKeeper

extension AlsoModel: Model {
    var events: [Event] {
        var events: [Event] = []
        for number in replicas.indices {
            for place in places.indices where !replicas[number].news[place].isEmpty {
                events.append(.tell(number, place: place))
            }
            if let next = next(number) { events.append(next) }
        }
        guard budget > 0 else { return events }
        for disturbance in disturbances {
            for place in disturbance.isOfPlace ? 0..<2 : 0..<1 where isPossible(disturbance, place) {
                events.append(.disturb(disturbance, place: place))
            }
        }
        return events
    }

    private func next(_ number: Int) -> Event? {
        guard let request = replicas[number].request else {
            return replicas[number].plan.isLeader && replicas[number].plan.hasWork() ? .take(number) : nil
        }
        return request.answer == nil ? .effect(number) : .answer(number)
    }

    private func isPossible(_ disturbance: Disturbance, _ place: Int) -> Bool {
        switch disturbance {
        case .delete, .makeForeign: places[place].stored != nil
        case .edit: places[place].stored?.content.whose == .ours
        case .createForeign: places[place].stored == nil
        case .loseRequest: replicas[leader].request.map { $0.answer == nil } ?? false
        case .loseAnswer: replicas[leader].request?.answer != nil
        case .relist: replicas[0].plan.watchedNames.contains(self.place(place).text)
        case .forbid, .reconfigure, .rotate, .moveLeadership: true
        case .passTime: nextWake != nil
        }
    }

    mutating func happen(_ event: Event) {
        switch event {
        case .tell(let number, let place): tell(number, place)
        case .take(let number): _ = take(number)
        case .effect(let number): effect(number)
        case .answer(let number):
            if let answer = replicas[number].request?.answer { finish(number, answer) }
        case .disturb(let disturbance, let place):
            budget -= 1
            disturb(disturbance, place)
        }
        housekeep()
    }

    private mutating func disturb(_ disturbance: Disturbance, _ place: Int) {
        let foreign = Secret(whose: .foreign, type: "a", revision: "")
        switch disturbance {
        case .delete: places[place].delete()
        case .edit: places[place].change { $0.whose = .edited }
        case .createForeign: places[place].create(foreign)
        case .makeForeign:
            places[place].delete()
            places[place].create(foreign)
        case .relist: replicas[0].news[place] = [places[place].list]
        case .loseRequest, .loseAnswer: finish(leader, .unavailable)
        case .forbid: isForbidden.toggle()
        case .reconfigure: reconfigure()
        case .rotate: rotate()
        case .moveLeadership: moveLeadership()
        case .passTime:
            // No watch is as late as what a plan waits for.
            for number in replicas.indices { tellAll(number) }
            if let nextWake { pass(to: nextWake) }
        }
    }

    private mutating func tellAll(_ number: Int) {
        for place in places.indices {
            while !replicas[number].news[place].isEmpty { tell(number, place) }
        }
    }

    // MARK: Quiet

    mutating func calm() -> String? {
        defer { housekeep() }
        guard !isForbidden else {
            isForbidden = false
            return "the right is given"
        }
        for number in replicas.indices {
            for place in places.indices where !replicas[number].news[place].isEmpty {
                tell(number, place)
                return "\(OwnEvent.name(number)) is told of \(Self.names[place])"
            }
            switch next(number) {
            case .take?: if take(number) { return "\(OwnEvent.name(number)) takes its next work" }
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
        var kept: [String] = []
        for index in places.indices {
            let name = Self.names[index]
            let secret = places[index].stored?.content
            if let wanted = entry.secret, entry.namespaces.contains(index) {
                kept.append(place(index).text)
                let expected = CopyTarget.revision("r\(master)", of: wanted.fingerprint)
                switch secret {
                case nil: faults.append("the Secret of \(name) is missing for good")
                case let secret? where secret.whose == .foreign: break
                case let secret?:
                    if secret != Secret(whose: .ours, type: wanted.type, revision: expected) {
                        faults.append("\(name) has \(secret), not \(expected)")
                    }
                }
            } else if let secret, secret.whose != .foreign {
                kept.append(place(index).text)
                if !replicas[leader].plan.isRemovalHeld { faults.append("an unwanted Secret stays in \(name)") }
            }
            for number in replicas.indices where replicas[number].plan.watchedNames.contains(place(index).text) {
                let known = replicas[number].plan.copies.rows[name].flatMap { row in
                    replicas[number].plan.copies.columns[Self.key].map {
                        replicas[number].plan.copies[CopyKey(row: row, column: $0)]
                    }
                }
                if known?.observed?.resourceVersion != places[index].stored.map({ "\($0.version)" }) {
                    faults.append("\(OwnEvent.name(number)) does not know what stands in \(name)")
                }
            }
        }
        if remembered != kept.sorted() { faults.append("the master remembers \(remembered), not \(kept)") }
        for replica in replicas {
            if replica.plan.busy != 0 { faults.append("\(replica.plan.busy) under way") }
            faults += miscounted(replica.plan)
        }
        return faults
    }

    /// How the totals of who has his Secret differ from a count from scratch.
    private func miscounted(_ plan: KeeperPlan) -> [String] {
        plan.copies.secretNames.indices.compactMap { column in
            var tally = CopyTally()
            for (row, namespace) in plan.copies.namespaces.enumerated() where plan.copies.rows[namespace.name] == row {
                tally.count(from: .notWanted, to: plan.presence(at: CopyKey(row: row, column: column)))
            }
            let kept = plan.copies.secretNames[column].tally
            return kept == tally ? nil : "\(kept), and from scratch \(tally)"
        }
    }

    var form: Form {
        var form = Form()
        form.add(budget)
        form.add(leader)
        form.add(entry.rawValue)
        form.add(isForbidden)
        form.add(master)
        for place in remembered { form.add(place == self.place(0).text ? 1 : 2) }
        for place in places { form.add(place.stored) { Self.add($1, to: &$0) } }
        for place in places { form.add(version: place.version) }
        for replica in replicas { Self.add(replica, to: &form, now: now.steady) }
        return form
    }

    private static func add(_ secret: Secret, to form: inout Form) {
        form.add(secret.whose.number)
        form.add(secret.type == "a")
        form.add(code(secret.revision))
    }

    /// A revision as a number.
    private static func code(_ revision: String?) -> Int {
        guard let revision else { return -1 }
        let parts = revision.split(separator: ".")
        let entry = Entry.allCases.firstIndex { $0.secret?.fingerprint == parts.last.map(String.init) } ?? 9
        return (Int(parts.first?.dropFirst() ?? "") ?? 0) * 16 + entry
    }

    private static func add(_ replica: Replica, to form: inout Form, now: LoopInstant) {
        for news in replica.news { form.add(news) { add($1, to: &$0) } }
        form.add(replica.request?.work.kind)
        form.add(replica.request.map { $0.work.namespace == names[0] ? 1 : 2 } ?? 0)
        form.add(code(replica.request?.work.target?.revision))
        form.add(replica.request?.answer)
        if case .written(let observed)? = replica.request?.answer { form.add(code(observed.revision)) }
        form.add(replica.plan, now: now)
        guard let column = replica.plan.copies.columns[key] else { return }
        let name = replica.plan.copies.secretNames[column]
        let number = replica.plan.number(of: name)
        for index in names.indices {
            form.add(name.places.wanted.contains(names[index]))
            form.add(name.places.known.contains(names[index]))
            form.add(name.places.listed.contains(names[index]))
            form.add(until: name.places.settling[names[index]], now: now)
            guard let row = replica.plan.copies.rows[names[index]] else { continue }
            let copy = replica.plan.copies[CopyKey(row: row, column: column)]
            form.add(copy, now: now)
            form.add(code(copy.observed?.revision))
            form.add(copy.observed?.secretType == "a")
            form.add(copy.history.isRepeat(number, now: now))
            form.add(until: copy.history.pause(before: number, now: now), now: now)
            form.add(copy.trouble == .forbidden)
            form.add(replica.plan.queue.level(of: CopyKey(row: row, column: column))?.rawValue ?? 9)
        }
    }

    var description: String {
        let secrets = places.indices.map { "\(Self.names[$0]): \(places[$0].stored.map { "\($0)" } ?? "nothing")" }
        return secrets.joined(separator: "; ") + "; entry \(entry), master r\(master), remembers \(remembered); "
            + "\(OwnEvent.name(leader)) leads"
    }
}

extension AlsoModel.Disturbance {
    fileprivate var isOfPlace: Bool {
        switch self {
        case .delete, .edit, .createForeign, .makeForeign, .relist: true
        case .loseRequest, .loseAnswer, .forbid, .reconfigure, .rotate, .moveLeadership, .passTime: false
        }
    }
}
