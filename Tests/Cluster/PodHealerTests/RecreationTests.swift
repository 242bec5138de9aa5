import Configuration
import EventLoop
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@testable import PodHealer

@Suite("Healing: Pods that are made again", .seeded)
struct RecreationTests {
    private static let evict: @Sendable (inout HealSettings) -> Void = { $0.recreation = .evict }

    @Test("a Pod of a ReplicaSet that missed admission is evicted, a bare one, a Job's and one that runs are not")
    func evicts() async throws {
        try await withHealWorld(Self.evict) { world in
            try world.namespace("team")
            try world.namespace("gone", ["ghcr": .missing("quota")])
            try world.pod("team", "app")
            try world.pod("team", "bare") { $0.owner = nil }
            try world.pod("team", "job") { $0.owner = ("batch/v1", "Job", "nightly") }
            try world.pod("team", "runs") { ($0.phase, $0.owner) = ("Running", ("apps/v1", "ReplicaSet", "runs-1")) }
            try world.pod("team", "right") {
                ($0.pullSecrets, $0.owner) = (["pullpass-ghcr"], ("apps/v1", "ReplicaSet", "right-1"))
            }
            try world.pod("gone", "app")
            await world.pass(100)
            #expect(world.exists("team", "app"), "a new leader waits")
            await world.pass(1800, step: 20)
            #expect(!world.exists("team", "app"))
            #expect(world.reasons("team", "app") == ["PullSecretNotNamed", "PodRecreated"])
            for (namespace, name) in [
                ("team", "bare"), ("team", "job"), ("team", "runs"), ("team", "right"), ("gone", "app"),
            ] {
                #expect(world.exists(namespace, name), "\(namespace)/\(name)")
            }
            #expect(world.server.requestCount(verb: "create", resource: "pods/eviction") == 1)
            #expect(world.metric(#"pullpass_heal_recreations_total{result="evicted"} 1"#))
        }
    }

    @Test("nobody is evicted while it is not known that the webhook gives Secrets", arguments: [nil, false] as [Bool?])
    func notInjecting(value: Bool?) async throws {
        try await withHealWorld(Self.evict) { world in
            world.isInjecting(value)
            try world.namespace("team")
            try world.pod("team", "app")
            await world.pass(1200, step: 20)
            #expect(world.exists("team", "app"))
            world.isInjecting(true)
            await world.pass(120)
            #expect(!world.exists("team", "app"))
        }
    }

    @Test("report only tells")
    func report() async throws {
        try await withHealWorld(rights: HealWorld.rights.filter { !$0.resources.contains("pods/eviction") }) {
            $0.recreation = .report
        } _: { world in
            try world.namespace("team")
            try world.pod("team", "app")
            await world.pass(1200, step: 20)
            #expect(world.exists("team", "app"))
            #expect(world.reasons("team", "app") == ["PullSecretNotNamed", "PodWouldBeRecreated"])
            #expect(world.server.requestCount(resource: "pods/eviction") == 0)
            #expect(world.metric(#"pullpass_heal_recreations_total{result="reported"} 1"#))
        }
    }

    @Test("evictions are paced: for all, for a namespace and for an owner")
    func paced() async throws {
        try await withHealWorld({
            $0.recreation = .evict
            $0.recreationsPerMinute = 6
        }) { world in
            for namespace in ["a", "b", "c"] {
                try world.namespace(namespace)
                for number in 0..<10 {
                    try world.pod(namespace, "p-\(number)") { $0.owner = ("apps/v1", "ReplicaSet", "rs-\(number)") }
                }
            }
            try world.namespace("one")
            for number in 0..<4 { try world.pod("one", "p-\(number)") }
            await world.pass(120)
            for _ in 0..<5 {
                let before = world.server.objectCount("pods")
                let ofOwner = world.server.requestCount(verb: "create", resource: "pods/eviction")
                await world.pass(60)
                let gone = before - world.server.objectCount("pods")
                #expect((4...7).contains(gone), "\(gone) \(ofOwner)")
            }
            // Two minutes lie between two Pods of one owner.
            let left = (0..<4).count { world.exists("one", "p-\($0)") }
            #expect((1...2).contains(left), "\(left)")
            await world.pass(1200, step: 20)
            #expect(world.server.objectCount("pods") == 0)
        }
    }

    @Test(
        "a Pod that is made in place of one that was evicted and is no better ends it for its owner, and its namespace waits"
    )
    func useless() async throws {
        try await withHealWorld(Self.evict) { world in
            try world.namespace("team")
            try world.pod("team", "app")
            await world.pass(150)
            #expect(!world.exists("team", "app"))
            try world.pod("team", "again")
            try world.pod("team", "beside") { $0.owner = ("apps/v1", "ReplicaSet", "beside-1") }
            await world.pass(1800, step: 20)
            #expect(world.exists("team", "again"))
            #expect(world.exists("team", "beside"))
            #expect(world.reasons("team", "again") == ["RecreationUseless"])
            #expect(world.metric("pullpass_heal_recreation_halted 0"))
            await world.pass(3600, step: 60)
            #expect(world.exists("team", "again"))
            #expect(!world.exists("team", "beside"))
            #expect(world.metric(#"pullpass_heal_recreations_total{result="useless"} 1"#))
        }
    }

    @Test("where it is of no use in two namespaces nobody is evicted for a while")
    func halted() async throws {
        try await withHealWorld(Self.evict) { world in
            for namespace in ["a", "b", "c"] {
                try world.namespace(namespace)
                if namespace != "c" { try world.pod(namespace, "app") }
            }
            await world.pass(180)
            #expect(world.server.objectCount("pods") == 0)
            for namespace in ["a", "b", "c"] { try world.pod(namespace, "again") }
            await world.pass(120)
            #expect(world.metric("pullpass_heal_recreation_halted 1"))
            #expect(world.exists("c", "again"))
            await world.pass(1000, step: 10)
            #expect(!world.exists("c", "again"))
        }
    }

    @Test(
        "a budget, or somebody's policy, that forbids an eviction is heard, and others go on meanwhile",
        arguments: [Fault.refuse(429, retryAfter: 30), .denyByWebhook(500), .denyByWebhook(404)]
    )
    func blocked(_ refusal: Fault) async throws {
        try await withHealWorld(Self.evict) { world in
            try world.namespace("team")
            try world.namespace("other")
            try world.pod("team", "app")
            try world.pod("other", "app")
            world.server.inject(
                refusal,
                on: RequestMatch(verbs: ["create"], resource: "pods/eviction", namespace: "team"),
                times: nil
            )
            await world.pass(600, step: 10)
            #expect(world.exists("team", "app"))
            #expect(!world.exists("other", "app"))
            #expect(world.server.requestCount(verb: "create", resource: "pods/eviction") == 2)
            world.server.removeFaults()
            await world.pass(900, step: 10)
            #expect(!world.exists("team", "app"))
        }
    }

    @Test("without the right to evict it is told once, and tried seldom")
    func forbidden() async throws {
        let rights = HealWorld.rights.filter { !$0.resources.contains("pods/eviction") }
        try await withHealWorld(rights: rights, Self.evict) { world in
            try world.namespace("team")
            for number in 0..<10 {
                try world.pod("team", "p-\(number)") { $0.owner = ("apps/v1", "ReplicaSet", "rs-\(number)") }
            }
            await world.pass(1200, step: 20)
            #expect(world.logs.messages.count { $0.contains("cannot be evicted") } == 1)
            #expect(world.server.requestCount(verb: "create", resource: "pods/eviction") <= 4)
        }
    }
}
