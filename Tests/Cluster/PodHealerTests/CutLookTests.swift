import Kubernetes
import Status
import TestAPIServer
import TestSupport
import Testing

@testable import PodHealer

/// Looks that end before they have seen all.
@Suite("Healing: looks that are cut", .seeded)
struct CutLookTests {
    /// Pods that start, in a namespace that sorts first, and one that cannot pull in the last one.
    private static func prepare(_ world: HealWorld, crowd: Int) throws {
        try world.namespace("crowd", [:])
        try world.namespace("zoo")
        for number in 0..<crowd { try world.pod("crowd", "p-\(number)") { $0.reason = "ContainerCreating" } }
        try world.pod("zoo", "app")
    }

    @Test("a look whose position has become too old goes on where the API server says, and has seen all")
    func expired() async throws {
        try await withHealWorld { world in
            try Self.prepare(world, crowd: 300)
            await world.pass(10)
            // The first page is here, and its bytes are waited for.
            #expect(world.server.requestCount(verb: "list", resource: "pods") == 1)
            try world.pod("crowd", "another") { $0.reason = "ContainerCreating" }
            world.server.expireHistory()
            await world.pass(5)
            #expect(world.server.requestCount(verb: "list", resource: "pods", status: 410) == 1)
            #expect(world.reasons("zoo", "app") == ["PullSecretNotNamed"])
            #expect(world.metric(#"pullpass_heal_looks_total{result="ok"} 1"#))
            #expect(world.healer.stuckPods?.isWhole == true)
        }
    }

    @Test("one that is cut by its length counts as failed, is shown as not whole, and the next one goes on from there")
    func tooLong() async throws {
        try await withHealWorld(pagesOfLook: 1) { world in
            try Self.prepare(world, crowd: 600)
            // It is on the first page.
            try world.namespace("aaa")
            try world.pod("aaa", "gone")
            for look in 1...2 {
                await world.pass(look == 1 ? 15 : 35)
                #expect(world.metric(#"pullpass_heal_looks_total{result="failed"} \#(look)"#))
                #expect(world.metric("pullpass_heal_look_success_timestamp_seconds 0.0"))
                #expect(world.healer.stuckPods?.isWhole == false)
                #expect(world.reasons("zoo", "app").isEmpty)
            }
            #expect(world.healer.problems.contains { $0.contains("more Pods wait than one look reads") })
            await world.pass(35)
            #expect(world.reasons("zoo", "app") == ["PullSecretNotNamed"])
            #expect(world.metric(#"pullpass_heal_looks_total{result="ok"} 1"#))
            #expect(!world.metric("pullpass_heal_look_success_timestamp_seconds 0.0"))
            #expect(world.healer.stuckPods?.isWhole == true)
            #expect(world.healer.problems.isEmpty)
            #expect(world.healer.plan.patients.count == 2)
            // What all looks of a round have not seen is gone, and nothing else.
            try world.server.delete(ResourcePath(resource: "pods", namespace: "aaa", name: "gone"))
            await world.pass(70)
            #expect(world.healer.plan.patients.count == 2)
            await world.pass(35)
            #expect(world.healer.plan.patients.values.map(\.finding.pod.namespace) == ["zoo"])
            #expect(world.metric(#"pullpass_heal_pods{cause="missed_admission"} 1"#))
        }
    }

    @Test(
        "one that the API server ends with an error goes on from there, and begins anew where that brings nothing",
        arguments: [1, 2]
    )
    func failed(times: Int) async throws {
        try await withHealWorld { world in
            try Self.prepare(world, crowd: 300)
            await world.pass(10)
            world.server.inject(.refuse(403), on: RequestMatch(verbs: ["list"], resource: "pods"), times: times)
            await world.pass(5)
            #expect(world.metric(#"pullpass_heal_looks_total{result="failed"} 1"#))
            #expect(world.reasons("zoo", "app").isEmpty)
            // A refusal is met again five minutes later.
            await world.pass(310 * times)
            #expect(world.reasons("zoo", "app") == ["PullSecretNotNamed"])
            #expect(world.metric(#"pullpass_heal_looks_total{result="failed"} \#(times)"#))
            // The first page, the second or both, and the Pods that run.
            #expect(world.server.requestCount(verb: "list", resource: "pods", status: 200) == 2 + times)
        }
    }
}
