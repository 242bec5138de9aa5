import Controllers
import EventLoop
import Kubernetes
import TestSupport

@testable import ServiceAccountKeeper

extension AccountModel: Model {
    var events: [Event] {
        var events: [Event] = []
        for number in keepers.indices {
            if !keepers[number].news.isEmpty { events.append(.tell(number)) }
            if let request = keepers[number].request {
                events.append(request.answer == nil ? .effect(number) : .answer(number))
            } else if isDue(number) {
                events.append(.send(number))
            }
        }
        guard budget > 0 else { return events }
        for disturbance in scenario.disturbances {
            for number in disturbance.isOfOne ? keepers.indices : 0..<1 where isPossible(disturbance, number) {
                events.append(.disturb(disturbance, number))
            }
        }
        return events
    }

    private func isDue(_ number: Int) -> Bool {
        var plan = keepers[number].plan
        plan.tick(now: now)
        return plan.next(now: now) != nil
    }

    private func isPossible(_ disturbance: Disturbance, _ number: Int) -> Bool {
        let content = place.stored?.content
        switch disturbance {
        case .addOwn: return content.map { !$0.names.contains("late") } ?? false
        case .replaceAll, .delete, .optOut: return content != nil
        case .takeOurs: return content?.names.contains { Self.isOurs($0) } ?? false
        case .writeOurName: return content.map { !$0.names.contains("x0") } ?? false
        case .takeRecord: return content?.record != nil
        case .create: return content == nil
        case .labelNamespace, .restart, .relist: return true
        case .reload, .switchOff: return configurations[number] == 0
        case .loseAnswer: return keepers[number].request?.answer != nil
        case .refuse: return keepers[number].request.map { $0.answer == nil } ?? false
        case .passTime: return nextTime != nil
        }
    }

    static func isOurs(_ name: String) -> Bool { name.hasPrefix("x") || name.hasPrefix("y") || name == "anon" }

    /// When something is due that is not yet.
    private var nextTime: LoopInstant? {
        keepers.map(\.plan.nextLook).filter { $0 > now && $0 != .never }.min()
    }

    mutating func happen(_ event: Event) {
        switch event {
        case .tell(let number): tell(number)
        case .send(let number): _ = send(number)
        case .effect(let number): effect(number)
        case .answer(let number): if let answer = keepers[number].request?.answer { self.answer(number, answer) }
        case .disturb(let disturbance, let number):
            budget -= 1
            disturb(disturbance, number)
        }
        housekeep()
    }

    private mutating func disturb(_ disturbance: Disturbance, _ number: Int) {
        switch disturbance {
        case .addOwn:
            foreign.append("late")
            place.change { $0.names.append("late") }
        case .replaceAll:
            foreign = ["own"]
            place.change { $0.names = ["own"] }
        case .takeOurs:
            foreign.removeAll(where: Self.isOurs)
            place.change { $0.names.removeAll(where: Self.isOurs) }
        case .writeOurName:
            foreign.append("x0")
            place.change { $0.names.append("x0") }
        case .takeRecord:
            // Nobody knows any more whose they are: they are the account's own from now on.
            foreign = place.stored?.content.names ?? []
            place.change { $0.record = nil }
        case .delete: place.delete()
        case .create:
            foreign = ["own"]
            place.create(AccountWords(names: ["own"]))
        case .optOut: place.change { $0.optsOut.toggle() }
        case .labelNamespace:
            isLabelled.toggle()
            for number in keepers.indices { keepers[number].plan.namespaces(namespaceEvent, now: now) }
        case .reload: configure(number, 1)
        case .switchOff: configure(number, 2)
        case .loseAnswer, .refuse: answer(number, .failed)
        case .relist: keepers[number].news = [place.list]
        case .passTime: if let nextTime { now = nextTime }
        case .restart: keepers[number] = makeKeeper(number)
        }
    }

    private mutating func configure(_ number: Int, _ configuration: Int) {
        configurations[number] = configuration
        keepers[number].plan.adopt(Self.rules(configuration, of: number), grace: .seconds(60), now: now)
    }

    mutating func calm() -> String? {
        defer { housekeep() }
        for number in keepers.indices {
            if !keepers[number].news.isEmpty {
                while !keepers[number].news.isEmpty { tell(number) }
                return "\(number) is told everything"
            }
            if let request = keepers[number].request {
                if let answer = request.answer {
                    self.answer(number, answer)
                    return "\(number) gets the answer"
                }
                effect(number)
                return "\(number)'s request takes effect"
            }
            if send(number) { return "\(number) begins to write" }
        }
        if let nextTime {
            now = nextTime
            return "time passes"
        }
        guard !isProven, faultsInQuiet.isEmpty else { return nil }
        isProven = true
        for number in keepers.indices { keepers[number].news = [place.list] }
        now = now + .seconds(7200)
        return "all watches list anew, and two hours pass"
    }

    var faultsInQuiet: [String] {
        guard let content = place.stored?.content else { return [] }
        var faults: [String] = []
        let all = keepers.indices.map { wanted($0) }
        for number in keepers.indices {
            for name in all[number] where !content.names.contains(name) { faults.append("\(name) is missing for good") }
            let record = AccountRecord(content.record).names(of: Self.owners[number])
            if !Set(record).isSubset(of: all[number]) {
                faults.append("the record of \(number) says what nobody wants")
            }
            let known = keepers[number].plan.spaces["ns"]?.accounts["default"]?.observed.object?.metadata
            if known?.resourceVersion != place.stored.map({ "\($0.version)" }) {
                faults.append("\(number) believes something else")
            }
        }
        let ours = Set(all.joined())
        for name in content.names where Self.isOurs(name) && !ours.contains(name) && !foreign.contains(name) {
            faults.append("\(name) stays for good")
        }
        let isOrdered = content.names.firstIndex { ours.contains($0) && !foreign.contains($0) }.map { first in
            content.names[first...].allSatisfy { ours.contains($0) }
        }
        if !(isOrdered ?? true) { faults.append("ours is not behind what others put there: \(content.names)") }
        if ours.contains("anon"), !foreign.contains("anon"), content.names.last != "anon" {
            faults.append("the anonymous try is not last: \(content.names)")
        }
        return faults
    }

    var form: Form {
        var form = Form()
        form.add(budget)
        form.add(isLabelled)
        form.add(isProven)
        form.add(place.stored, Self.add)
        form.add(version: place.version)
        Self.add(&form, texts: foreign)
        for number in keepers.indices {
            let keeper = keepers[number]
            form.add(configurations[number])
            form.add(keeper.news, Self.add)
            let state = keeper.plan.spaces["ns"]?.accounts["default"]
            form.add(state == nil)
            if let state { add(state, to: &form) }
            form.add(keeper.plan.nextLook > now ? Int((keeper.plan.nextLook - now).components.seconds) : 0)
            form.add(version: keeper.request.flatMap { UInt64($0.write.judged.metadata.resourceVersion) } ?? 0)
            if let change = keeper.request?.write.change { Self.add(&form, texts: change.names) }
            switch keeper.request?.answer {
            case nil: form.add(keeper.request == nil ? 0 : 1)
            case .written(let stored): form.add(version: stored.version)
            case .overtaken(let stored): form.add(version: stored?.version ?? 0)
            case .failed: form.add(2)
            }
        }
        return form
    }

    private func add(_ state: AccountState, to form: inout Form) {
        form.add(state.observed.isKnown)
        form.add(version: state.observed.object.flatMap { UInt64($0.metadata.resourceVersion) } ?? 0)
        form.add(version: (Mirror(reflecting: state.observed).descendant("version") as? UInt64) ?? 0)
        form.add(Int(state.history.repeats))
        form.add(state.history.wasTold)
        form.add(state.failures)
        form.add(state.retryAt > now ? Int((state.retryAt - now).components.seconds) : 0)
        form.add(state.unwantedSince.map { Int((now - $0).components.seconds) } ?? -1)
        form.add(state.isQueued)
        form.add(state.isBusy)
    }

    private static func add(_ form: inout Form, _ words: AccountWords) {
        add(&form, texts: words.names)
        add(&form, texts: [words.record ?? "-", words.optsOut ? "o" : ""])
    }

    private static func add(_ form: inout Form, texts: [String]) {
        form.add(texts.count)
        for text in texts {
            form.add(Int(text.utf8.reduce(UInt64(7)) { ($0 &* 31 &+ UInt64($1)) & 0xFFFF_FFFF_FFFF }))
        }
    }

    var description: String { place.stored.map { "\($0)" } ?? "no account" }
}

extension AccountModel.Disturbance {
    /// Whether it concerns one installation.
    var isOfOne: Bool {
        switch self {
        case .loseAnswer, .refuse, .relist, .restart, .reload, .switchOff: true
        default: false
        }
    }
}

extension AccountModel.Event: CustomStringConvertible {
    var description: String {
        switch self {
        case .tell(let number): "\(number)'s watch tells the next change"
        case .send(let number): "\(number) sends its next write"
        case .effect(let number): "\(number)'s request takes effect"
        case .answer(let number): "\(number) gets the answer"
        case .disturb(let disturbance, let number): "\(disturbance) (\(number))"
        }
    }
}
