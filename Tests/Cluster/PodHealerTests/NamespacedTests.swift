import SecretKeeper
import Status
import TestAPIServer
import TestSupport
import Testing

@testable import PodHealer

/// Roles in some namespaces, and no ClusterRole.
@Suite("Healing: Roles in some namespaces", .seeded)
struct NamespacedTests {
    private static let only = ["gone", "team", "other"]
    /// What the chart grants with `rbac.namespaces`, but for the first one, whose Role is gone.
    private static let rights = only.dropFirst().flatMap { namespace in
        HealWorld.rights.map { rule in
            var rule = rule
            rule.namespace = namespace
            return rule
        }
    }

    private static func prepare(_ world: HealWorld) throws {
        for name in only { try world.namespace(name) }
        for name in only { try world.pod(name, "app") }
    }

    @Test("one that may not be looked at is told, and the Pods of the others are seen as often as else")
    func forbidden() async throws {
        try await withHealWorld(rights: Self.rights, only: Self.only) { world in
            try Self.prepare(world)
            await world.pass(120)
            #expect(world.reasons("team", "app") == ["PullSecretNotNamed"])
            #expect(world.reasons("other", "app") == ["PullSecretNotNamed"])
            #expect(world.healer.stuckPods?.named.map(\.namespace) == ["other", "team"])
            #expect(world.healer.problems.contains { $0.contains("namespace gone") })
            // Not all that waits was looked at.
            #expect(world.metric("pullpass_heal_look_success_timestamp_seconds 0.0"))
            try world.pod("team", "late")
            await world.pass(120)
            #expect(world.reasons("team", "late") == ["PullSecretNotNamed"])
        }
    }

    @Test("where none may be looked at nobody asks again at once")
    func nothing() async throws {
        try await withHealWorld(rights: [], only: Self.only) { world in
            try Self.prepare(world)
            await world.pass(200)
            #expect(world.server.requestCount(verb: "list", resource: "pods", status: 403) == 3)
            #expect(world.healer.stuckPods == nil)
        }
    }

    @Test("a look at how things stand shows what may be seen, and says what may not")
    func survey() async throws {
        try await withHealWorld(rights: Self.rights, only: Self.only) { world in
            try Self.prepare(world)
            let survey = PodSurvey(
                try HealWorld.configuration(),
                client: world.healer.client,
                onlyNamespaces: Self.only
            )
            let (pods, unread) = await survey.look(world.desk)
            #expect(pods?.named.map(\.namespace) == ["other", "team"])
            #expect(pods?.isWhole == false)
            #expect(unread.count == 1 && "\(unread)".contains("namespace gone"), "\(unread)")
        }
    }
}
