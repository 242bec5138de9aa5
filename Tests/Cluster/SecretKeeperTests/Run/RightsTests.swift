import Configuration
import Credentials
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: rights", .seeded)
struct RightsTests {
    static let hub = "pullpass-hub"

    static func rules(copies: [AccessRule]) -> [AccessRule] {
        copies + [
            AccessRule(verbs: ["get", "list", "watch"], groups: [""], resources: ["namespaces"]),
            AccessRule(verbs: ["*"], groups: [""], resources: ["secrets"], namespace: "pullpass"),
            AccessRule(verbs: ["*"], groups: ["coordination.k8s.io"], resources: ["leases"], namespace: "pullpass"),
            AccessRule(verbs: ["create", "patch"], groups: [""], resources: ["events"]),
        ]
    }

    @Test("With exactly the documented rights it converges, restores, rotates and removes")
    func leastPrivilege() async throws {
        try await withWorld { world in
            try world.prepare()
            let copies = AccessRule(
                verbs: ["get", "list", "watch", "create", "patch", "delete"],
                groups: [""],
                resources: ["secrets"],
                resourceNames: [Self.hub]
            )
            world.server.setUser("keeper", rules: Self.rules(copies: [copies]))
            try world.start(with: .init(user: "keeper"))
            await world.pass(5)
            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(2)
            #expect(Set(world.revisions().values).count == 1)
            try world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-b")
            await world.pass(3605, step: 5000)
            #expect(world.revisions().keys.sorted() == ["team-a", "team-c"])
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test(
        "A right that is missing is named with verb and resource, stops only that Secret name, and is found when it comes"
    )
    func missingRight() async throws {
        try await withWorld { world in
            try world.prepare()
            let reading = AccessRule(
                verbs: ["get", "list", "watch"],
                groups: [""],
                resources: ["secrets"],
                resourceNames: [Self.hub]
            )
            world.server.setUser("keeper", rules: Self.rules(copies: [reading]))
            try world.start(with: .init(user: "keeper"))
            await world.pass(300, step: 1000)
            #expect(world.revisions().isEmpty)
            #expect(world.logs.all.contains { $0.contains("patch") && $0.contains("secrets") })
            #expect(world.reasons(in: "pullpass").contains("AccessDenied"))
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 403) < 60)
            let writing = AccessRule(verbs: ["*"], groups: [""], resources: ["secrets"], resourceNames: [Self.hub])
            world.server.setUser("keeper", rules: Self.rules(copies: [writing]))
            await world.pass(310, step: 1000)
            #expect(world.revisions().count == 3)
        }
    }

    @Test(
        "An authorizer that says no in some namespaces keeps nobody else waiting, and is told there alone",
        arguments: [["team-a"], ["team-a", "team-b"]]
    )
    func denied(_ managed: [String]) async throws {
        try await withWorld { world in
            try world.prepare()
            let writing = AccessRule(verbs: ["*"], groups: [""], resources: ["secrets"], resourceNames: [Self.hub])
            world.server.setUser("keeper", rules: Self.rules(copies: [writing]))
            for namespace in managed {
                world.server.inject(
                    .denyByAuthorizer,
                    on: RequestMatch(verbs: ["patch"], resource: "secrets", namespace: namespace),
                    times: nil
                )
            }
            let replica = try world.start(with: .init(user: "keeper"))
            for name in ["team-d", "team-e", "team-f"] {
                await world.pass(3600, step: 1000)
                try world.server.createNamespace(name, labels: KeeperWorld.optedIn)
                await world.pass(2)
                #expect(world.content(name) != nil)
                #expect(CopyCountTests.counts(replica)["forbidden"] == managed.count)
            }
            for namespace in managed { #expect(world.reasons(in: namespace) == ["AccessDenied"]) }
            // Two that are new at the same time look like a right that is missing, until another has it.
            if managed.count == 1 { #expect(!world.reasons(in: "pullpass").contains("AccessDenied")) }
            #expect(world.logs.all.contains { $0.contains("the namespace \"team-a\" is managed") })
            world.server.removeFaults()
            await world.pass(310, step: 1000)
            #expect(world.revisions().count == 6)
        }
    }

    @Test("Without the right to watch copies nothing is written, and the log names it")
    func missingWatch() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("keeper", rules: Self.rules(copies: []))
            try world.start(with: .init(user: "keeper"))
            await world.pass(120, step: 500)
            #expect(world.revisions().isEmpty)
            #expect(
                world.logs.all.contains { $0.contains("pullpass-hub") && ($0.contains("list") || $0.contains("watch")) }
            )
        }
    }
}
