import EventLoop
import TestSupport

@testable import PodHealer

extension HealModel: Model {
    var events: [Event] {
        var events: [Event] = nextChange == nil ? [] : [.passTime]
        // One after the other, in rounds.
        if underWay == nil { events.append(.look) }
        // With a webhook that stays away they would never end.
        if underWay != nil { events.append(.evict) } else if writes < 3 { events.append(.begin) }
        guard budget > 0 else { return events }
        for disturbance in scenario.disturbances {
            switch disturbance {
            case .block: if underWay == nil || isBlocked { continue }
            case .loseAnswer: if underWay == nil || losesAnswer { continue }
            case .deletePod: if !pods.contains(where: { $0.owner == "y" }) { continue }
            default: break
            }
            events.append(.disturb(disturbance))
        }
        return events
    }

    mutating func happen(_ event: Event) {
        switch event {
        case .look: look()
        case .begin: beginEviction()
        case .evict: evict()
        case .passTime: pass()
        case .disturb(let disturbance):
            budget -= 1
            disturb(disturbance)
        }
        settle()
    }

    private mutating func disturb(_ disturbance: Disturbance) {
        switch disturbance {
        case .flipWebhook: works.toggle()
        case .flipKnowledge: isKnown.toggle()
        case .flipNamespace: isSelected.toggle()
        case .flipLeadership:
            plan.lead(!plan.isLeader, now: now)
            // What was of no use to the one leader another one has to find out.
            useless = [:]
        case .block: isBlocked = true
        case .loseAnswer: losesAnswer = true
        case .deletePod: pods.removeAll { $0.owner == "y" }
        }
    }

    private mutating func pass() { if let nextChange { now = nextChange } }

    /// When time next changes what the plan may do.
    private var nextChange: LoopInstant? {
        var times = [plan.recreations.next]
        for pod in pods {
            times += [plan.recreations.pausedUntil(finding(pod))].compactMap(\.self)
            if let patient = plan.patients["\(pod.uid)"] { times.append(patient.since + Recreations.leastAge) }
        }
        return times.filter { $0 > now }.min()
    }

    private mutating func settle() {
        useless = useless.filter { now < $0.value + Recreations.uselessPause }
        evicted = evicted.filter { now < $0.value + .seconds(120) }
    }

    mutating func calm() -> String? {
        defer { settle() }
        if underWay != nil {
            evict()
            return "the eviction ends"
        }
        guard isProven else {
            isProven = true
            (works, isKnown, isSelected) = (true, true, true)
            if !plan.isLeader { plan.lead(true, now: now) }
            look()
            return "all works, and a leader looks"
        }
        beginEviction()
        if underWay != nil { return "an eviction begins" }
        guard let time = nextTime else { return nil }
        now = time
        look()
        return "time passes to \(time), and the healer looks"
    }

    /// When the next Pod is due that can be evicted some day; nil where none can.
    private var nextTime: LoopInstant? {
        guard lacking.contains(where: { $0.owner != nil }) else { return nil }
        return now + (useless.isEmpty ? .seconds(60) : .seconds(6 * 3600))
    }

    var faultsInQuiet: [String] {
        lacking.filter { $0.owner != nil }.map { "Pod \($0.uid) of \($0.owner ?? "") stays without its Secret" }
            + (pods.contains { $0.owner == nil } ? [] : ["the bare Pod is gone"])
    }

    var form: Form {
        var form = Form()
        for flag in [
            works, isKnown, isSelected, isBlocked, losesAnswer, isProven, plan.isLeader, plan.recreations.isHalted,
        ] {
            form.add(flag)
        }
        form.add(budget)
        form.add(isProven ? 0 : min(writes, 3))
        form.add(faults.count)
        form.add(name: underWay.flatMap { UInt64($0.pod.uid) } ?? 0)
        func add(_ time: LoopInstant?) { form.add(time.map { max(0, Int(($0 - now).components.seconds)) } ?? -1) }
        add(plan.recreations.next)
        for key in ["all", "n/a", "n/b", "o/x", "o/y"] { add(evicted[key].map { $0 + .seconds(120) }) }
        for key in ["x", "y"] { add(useless[key].map { $0 + Recreations.uselessPause }) }
        for pod in pods {
            form.add(name: UInt64(pod.uid))
            form.add(pod.hasSecret)
            let finding = finding(pod)
            form.add(plan.recreations.isReplacement(finding))
            let patient = plan.patients["\(pod.uid)"]
            form.add(patient.map { $0.isLeaving ? 1 : 2 } ?? 0)
            add(patient.map { $0.since + Recreations.leastAge })
            form.add(patient?.told.count ?? 0)
            add(plan.recreations.pausedUntil(finding))
            form.add(version: plan.recreations.turn(of: finding).nanoseconds)
            form.add(plan.recreations.isUnseen(finding))
        }
        form.add(name: UInt64(plan.recreations.lastUselessNamespace == "a" ? 1 : 2))
        add(plan.recreations.lastUselessAt.map { $0 + Recreations.namespaceHalt })
        return form
    }

    var description: String {
        pods.map { "\($0.uid) of \($0.owner ?? "nobody") \($0.hasSecret ? "with" : "without")" }.joined(separator: ", ")
            + (plan.isLeader ? "; leads" : "") + (works ? "" : "; the webhook is away")
    }
}

extension HealModel.Event: CustomStringConvertible {
    var description: String {
        switch self {
        case .look: "the healer looks"
        case .begin: "it takes the next Pod, if any"
        case .evict: "the eviction ends"
        case .passTime: "a minute passes"
        case .disturb(let disturbance): "\(disturbance)"
        }
    }
}
