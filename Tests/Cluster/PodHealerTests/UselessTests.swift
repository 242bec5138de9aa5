import Configuration
import EventLoop
import TestSupport
import Testing
import Text

@testable import PodHealer

/// The brake: evictions that were of no use.
@Suite("Healing: evictions of no use", .seeded)
struct UselessTests {
    private static let place = HealPlan.Place(isPending: true)
    private static let start = 1_800_000_000.0

    /// A Pod of one ReplicaSet, made at so many seconds.
    private static func finding(_ name: String, at seconds: Int) -> HealFinding {
        HealFinding(
            pod: HealFinding.Pod(namespace: "team", name: name, uid: name),
            owner: HealFinding.Owner(apiVersion: "apps/v1", kind: "ReplicaSet", name: "app", uid: "rs"),
            createdAt: Timestamp(seconds: start + Double(seconds)),
            isPending: true,
            cause: .missed,
            registries: ["r"],
            secret: "s",
            image: "i"
        )
    }

    /// A plan that evicts, and what there is.
    private struct Scene {
        var plan: HealPlan
        var pods: [HealFinding]

        init(_ count: Int) {
            plan = HealPlan(.init())
            plan.settings.recreation = .evict
            plan.lead(true, now: .start)
            pods = (0..<count).map { UselessTests.finding("p-\(1000 + $0)", at: -900) }
        }

        mutating func look(at seconds: Int) {
            var catchment = plan.catchment
            for pod in pods.sorted(by: { $0.order < $1.order }) { catchment.add(pod) }
            plan.take(
                catchment.found,
                passedOver: catchment.passedOver,
                of: UselessTests.place,
                isWhole: true,
                now: .start + .seconds(seconds)
            )
        }

        mutating func news(at seconds: Int) -> [HealNews] {
            plan.takeNews(now: .start + .seconds(seconds)).map(\.news)
        }

        /// Evicts the next Pod; whether there was one.
        mutating func evict(at seconds: Int) -> Bool {
            let now = LoopInstant.start + .seconds(seconds)
            guard let next = plan.nextRecreation(now: now, isInjecting: true) else { return false }
            pods.removeAll { $0.pod == next.pod }
            plan.recreated(next, .done, at: Timestamp(seconds: UselessTests.start + Double(seconds)), now: now)
            return true
        }
    }

    @Test(
        "one that was made in place of another is judged where there is no room to look after it",
        arguments: [33, 100]
    )
    func noRoom(count: Int) {
        var scene = Scene(count)
        scene.look(at: 0)
        let isEvicted = scene.evict(at: 130)
        #expect(isEvicted)
        // Its name comes last.
        scene.pods.append(Self.finding("z", at: 130))
        scene.look(at: 200)
        #expect(scene.plan.recreations.uselessCount == 1)
        let news = scene.news(at: 200)
        #expect(news.contains(.useless))
        for hour in 1..<23 {
            scene.look(at: hour * 3600)
            let isEvictedAgain = scene.evict(at: hour * 3600)
            #expect(!isEvictedAgain)
        }
        #expect(scene.plan.recreations.uselessCount == 1)
    }

    @Test("it counts and is told, though the namespace has been told all that it may be told by then")
    func allowance() {
        var scene = Scene(30)
        scene.look(at: 0)
        let told = scene.news(at: 0)
        #expect(told.count == 10)
        let isEvicted = scene.evict(at: 130)
        #expect(isEvicted)
        _ = scene.news(at: 130)
        scene.pods.append(Self.finding("z", at: 130))
        scene.look(at: 131)
        #expect(scene.plan.recreations.uselessCount == 1)
        let news = [131, 200].map { scene.news(at: $0) }
        #expect(!news[0].contains(.useless))
        #expect(news[1].contains(.useless))
    }

    /// So many Pods, of which one was evicted and is gone.
    private static func evicted(_ count: Int) -> Scene {
        var scene = Scene(count)
        scene.look(at: 0)
        let isEvicted = scene.evict(at: 130)
        #expect(isEvicted)
        scene.look(at: 200)
        return scene
    }

    @Test("one that waited for its node until another was evicted is judged all the same")
    func late() {
        var scene = Self.evicted(3)
        let isEvictedAgain = scene.evict(at: 300)
        #expect(isEvictedAgain)
        scene.pods.append(Self.finding("z", at: 130))
        scene.look(at: 400)
        #expect(scene.plan.recreations.uselessCount == 1)
    }

    @Test("one that was there before is none, though it is looked after only then")
    func before() {
        let scene = Self.evicted(100)
        #expect(scene.plan.recreations.uselessCount == 0)
        #expect(scene.plan.patients.count == HealPlan.mostPodsOfNamespace)
    }

    @Test("a leader whose clock is wrong judges by the API server's", arguments: [-3600.0, 2, 3600])
    func clock(ahead: Double) async throws {
        try await withHealWorld(clockAhead: ahead) {
            $0.recreation = .evict
        } _: { world in
            try world.namespace("team")
            try world.pod("team", "app")
            try world.pod("team", "beside")
            await world.pass(150)
            #expect(!world.exists("team", "app"))
            // It is there, and no sign of anything.
            #expect(world.metric(#"pullpass_heal_recreations_total{result="useless"} 0"#))
            try world.pod("team", "again")
            await world.pass(1800, step: 20)
            #expect(world.exists("team", "again"))
            #expect(world.exists("team", "beside"))
            #expect(world.metric(#"pullpass_heal_recreations_total{result="useless"} 1"#))
        }
    }
}
