import Configuration
import EventLoop
import Kubernetes
import ServiceAccountKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("ServiceAccounts: others that write them, too")
struct NeighbourTests {
    @Test("A tool that prunes the names each minute is not fought, and its owner is told once")
    func pruned() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            try world.createNamespace("team-b")
            let replica = try await world.start(try AccountWorld.configuration("hub"))
            for _ in 0..<(6 * 60) {
                if world.names("team-a") != ["own"] {
                    try world.server.setPullSecrets("team-a", "default", ["own"], agent: "argocd")
                }
                await world.pass(60, step: 30)
            }
            #expect(world.writes <= 20, "\(world.writes) writes in six hours")
            #expect(replica.metrics.contains(#"pullpass_service_accounts{state="undone"} 1"#))
            let told = world.server.events(in: "team-a").filter { $0.reason == "ServiceAccountUndone" }
            #expect(
                told.count == 1 && told[0].kind == "ServiceAccount" && told[0].message.contains("ignoreDifferences")
            )
            #expect(world.names("team-b") == ["pullpass-hub"])
            // Once the tool leaves the list alone the names stay.
            await world.pass(3700, step: 60)
            #expect(world.names("team-a") == ["own", "pullpass-hub"])
            await world.pass(4 * 3600, step: 600)
            #expect(replica.metrics.contains(#"pullpass_service_accounts{state="undone"} 0"#))
        }
    }

    @Test("Names that are taken out once come back at once; a new registry goes in though somebody undoes")
    func restored() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let replica = try await world.start(try AccountWorld.configuration("hub"))
            try world.server.setPullSecrets("team-a", "default", [], agent: "kubectl-edit")
            await world.pass(1)
            #expect(world.names("team-a") == ["pullpass-hub"])
            for _ in 0..<6 {
                try world.server.setPullSecrets("team-a", "default", [], agent: "kubectl-edit")
                await world.pass(3)
            }
            #expect(world.names("team-a") == [])
            replica.keeper.reload(try AccountWorld.configuration("hub", "ghcr"))
            await world.pass(1)
            #expect(world.names("team-a") == ["pullpass-hub", "pullpass-ghcr"])
        }
    }

    @Test("Who labels an account in and out as fast as he can has it written ever more seldom")
    func toggled() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            _ = try await world.start(try AccountWorld.configuration("hub") { $0.keeper.removeAfter = .zero })
            for round in 0..<400 {
                let value: String? = round.isMultiple(of: 2) ? "disabled" : nil
                try world.server.annotateServiceAccount("team-a", "default", ["pullpass.dev/inject": value])
                await world.pass(5, step: 5)
            }
            #expect(world.writes < 30, "\(world.writes)")
        }
    }

    @Test(
        "An account that is refused is tried ever more seldom, told to its owner, and holds nobody up",
        arguments: [
            Fault.refuse(403), .denyByWebhook(500), .denyByWebhook(429, retryAfter: 60), .denyByWebhook(404),
            .denyByPolicy(401),
        ]
    )
    func refused(_ fault: Fault) async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            try world.createNamespace("team-b")
            world.server.inject(
                fault,
                on: RequestMatch(verbs: ["patch"], resource: "serviceaccounts", namespace: "team-a"),
                times: nil
            )
            let replica = try await world.start(try AccountWorld.configuration("hub"))
            #expect(world.names("team-b") == ["pullpass-hub"])
            await world.pass(3600, step: 10)
            #expect(world.writes < 20, "\(world.writes)")
            #expect(replica.metrics.contains(#"pullpass_service_accounts{state="failing"} 1"#))
            #expect(world.server.events(in: "team-a").contains { $0.reason == "ServiceAccountRefused" })
            #expect(world.logs.contains("ServiceAccount team-a/default cannot be written"))
            world.server.removeFaults()
            await world.pass(700, step: 10)
            #expect(world.names("team-a") == ["pullpass-hub"])
            #expect(world.logs.contains("writing ServiceAccounts works again"))
        }
    }

    @Test("A missing right is one line that says which, whatever the number of accounts")
    func missingRight() async throws {
        try await withWorld { world in
            for number in 0..<20 { try world.createNamespace("team-\(number)") }
            let rule = AccessRule(verbs: ["list", "watch"], groups: [""], resources: ["serviceaccounts"])
            _ = try await world.start(try AccountWorld.configuration("hub"), rules: [rule])
            await world.pass(60)
            let lines = world.logs.all.filter { $0.contains("cannot be written") }
            #expect(lines.count == 1 && lines[0].contains("needs verb patch on serviceaccounts"), "\(lines)")
        }
    }

    @Test("A namespace with thousands of accounts waits behind everybody else")
    func fairness() async throws {
        try await withWorld { world in
            try world.createNamespace("crowd")
            for number in 0..<600 { try world.server.createServiceAccount("crowd", "a-\(number)") }
            for number in 0..<30 { try world.createNamespace("team-\(number)") }
            _ = try await world.start(try AccountWorld.configuration("hub"))
            let served = (0..<30).count { world.names("team-\($0)") == ["pullpass-hub"] }
            #expect(served == 30)
            let crowd = (0..<600).count { world.names("crowd", "a-\($0)") == ["pullpass-hub"] }
            #expect(crowd < 600)
            await world.pass(60)
            #expect((0..<600).allSatisfy { world.names("crowd", "a-\($0)") == ["pullpass-hub"] })
        }
    }

    @Test("An account that cannot be read is left alone, and the others are not")
    func unreadable() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            let long = (0..<9000).map { #"{"name":"secret-number-\#($0)"}"# }.joined(separator: ",")
            try world.server.create(
                .serviceAccounts(namespace: "team-a"),
                #"{"metadata":{"name":"huge"},"imagePullSecrets":[\#(long)]}"#
            )
            _ = try await world.start(try AccountWorld.configuration("hub"))
            #expect(world.names("team-a") == ["pullpass-hub"] && world.writes == 1)
        }
    }

    @Test("A namespace on its way out, and Pullpass' own, are left alone")
    func leftAlone() async throws {
        try await withWorld { world in
            try world.createNamespace("team-a")
            try world.createNamespace("pullpass")
            try world.server.terminateNamespace("team-a")
            _ = try await world.start(try AccountWorld.configuration("hub"))
            #expect(world.writes == 0)
        }
    }
}
