import Configuration
import EventLoop
import TestSupport
import Testing
import Text

@testable import PodHealer

/// Who finds room where there are too many.
@Suite("Healing: room for everybody")
struct RoomTests {
    private static let place = HealPlan.Place(isPending: true)

    private static func finding(_ namespace: String, _ number: Int) -> HealFinding {
        HealFinding(
            pod: HealFinding.Pod(namespace: namespace, name: "p\(number)", uid: "\(namespace)/\(number)"),
            owner: nil,
            createdAt: .distantPast,
            isPending: true,
            cause: .missed,
            registries: ["r"],
            secret: "s",
            image: "i"
        )
    }

    private static var plan: HealPlan {
        var plan = HealPlan(.init())
        plan.lead(true, now: .start)
        return plan
    }

    private static func look(_ plan: inout HealPlan, over all: [HealFinding], at seconds: Int) {
        var catchment = plan.catchment
        for finding in all { catchment.add(finding) }
        plan.take(
            catchment.found,
            passedOver: catchment.passedOver,
            of: place,
            isWhole: true,
            now: .start + .seconds(seconds)
        )
    }

    @Test("many namespaces of somebody who fills all of it leave a place to another one's, look after look")
    func namespaces() {
        var plan = Self.plan
        let crowd = (0..<100).flatMap { space in (0..<40).map { Self.finding("a\(space)", $0) } }
        let all = crowd + [Self.finding("team", 0)]
        for round in 0..<4 {
            Self.look(&plan, over: all, at: round * 30)
            #expect(plan.patients.count == HealPlan.mostPods)
            #expect(plan.patients["team/0"] != nil, "\(round)")
            #expect(plan.unheeded == all.count - HealPlan.mostPods)
        }
        Self.look(&plan, over: [Self.finding("team", 0)], at: 200)
        #expect(plan.patients.count == 1 && plan.unheeded == 0)
    }

    @Test("one that is known is found again, whatever comes before it")
    func known() {
        var plan = Self.plan
        Self.look(&plan, over: [Self.finding("team", 500)], at: 0)
        Self.look(&plan, over: (0..<501).map { Self.finding("team", $0) }, at: 30)
        #expect(plan.patients["team/500"] != nil)
        #expect(plan.patients.count == HealPlan.mostPodsOfNamespace)
    }

    @Test("namespaces that were told something once do not silence those that come later")
    func news() {
        var plan = Self.plan
        var told = 0
        var seconds = 0
        for batch in 0..<45 {
            Self.look(&plan, over: (0..<100).map { Self.finding("n\(batch)-\($0)", 0) }, at: seconds)
            told += plan.takeNews(now: .start + .seconds(seconds)).count
            seconds += 60
        }
        #expect(told == 4500)
        #expect(plan.allowances.count <= HealPlan.mostNamespaces)
    }
}
