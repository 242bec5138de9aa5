import Configuration
import Images
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// Namespaces that lack their Secret, on an API server: counted by reason, and told there.
@Suite("Keeper: Secrets that are missing", .seeded)
struct CopyCountTests {
    private static let hub = "pullpass-hub"

    /// What a replica's metrics say of registry `hub`: what is wanted, present, and missing by reason where that is not 0.
    static func counts(_ replica: KeeperWorld.Replica) -> [String: Int] {
        let text = String(decoding: replica.metrics.render(), as: UTF8.self)
        var counts: [String: Int] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("pullpass_keeper_copies_") {
            guard line.contains(#"registry="hub""#),
                let number = line.split(separator: " ").last.flatMap({ Double($0) })
            else { continue }
            let name = line.dropFirst("pullpass_keeper_copies_".count).prefix { $0 != "{" }
            let reason = line.split(separator: #"reason=""#).dropFirst().first.map {
                $0.prefix { $0 != "\"" }
            }
            guard reason == nil || number > 0 else { continue }
            counts[String(reason ?? name)] = Int(number)
        }
        return counts
    }

    @Test("Each reason is counted and told in its namespace, and all are gone when it is")
    func reasons() async throws {
        try await withWorld { world in
            let names = ["quota", "webhook", "foreign", "fine"].map { "ns-\($0)" }
            try world.prepare(namespaces: names)
            world.server.setQuota(secrets: 0, inNamespace: "ns-quota")
            world.server.inject(
                .failWebhook,
                on: RequestMatch(verbs: ["patch"], resource: "secrets", namespace: "ns-webhook"),
                times: nil
            )
            try world.server.createSecret("ns-foreign", Self.hub, data: ["mine": "x"])
            let replica = try world.start()
            await world.pass(30)
            #expect(
                Self.counts(replica)
                    == ["wanted": 4, "present": 1, "quota": 1, "refused": 1, "foreign": 1]
            )
            #expect(world.reasons(in: "ns-quota") == ["QuotaExceeded"])
            #expect(world.reasons(in: "ns-webhook") == ["SecretRefused"])
            #expect(world.reasons(in: "ns-foreign") == ["ForeignSecret"])
            #expect(world.server.events(in: "ns-fine").isEmpty)
            world.server.setQuota(secrets: nil, inNamespace: "ns-quota")
            world.server.removeFaults()
            try world.server.deleteSecret("ns-foreign", Self.hub)
            await world.pass(320, step: 1000)
            #expect(Self.counts(replica) == ["wanted": 4, "present": 4])
        }
    }

    @Test(
        "One that keeps an older credential is no longer present: immutable, refused or kept by a finalizer"
    )
    func outdated() async throws {
        try await withWorld { world in
            let names = ["immutable", "webhook", "finalizer", "fine"].map { "ns-\($0)" }
            try world.prepare(namespaces: names)
            let replica = try world.start()
            await world.pass(10)
            #expect(Self.counts(replica) == ["wanted": 4, "present": 4])
            try world.server.edit(
                .secrets(namespace: "ns-immutable", name: Self.hub),
                mergePatch: #"{"immutable":true}"#
            )
            try world.server.edit(
                .secrets(namespace: "ns-finalizer", name: Self.hub),
                mergePatch: #"{"metadata":{"finalizers":["example.com/keep"]}}"#
            )
            try world.server.deleteSecret("ns-finalizer", Self.hub)
            world.server.inject(
                .failWebhook,
                on: RequestMatch(verbs: ["patch"], resource: "secrets", namespace: "ns-webhook"),
                times: nil
            )
            await world.pass(5)
            #expect(Self.counts(replica) == ["wanted": 4, "present": 4])
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(20)
            #expect(Self.counts(replica) == ["wanted": 4, "present": 1, "outdated": 3])
            #expect(world.reasons(in: "ns-immutable") == ["ImmutableSecret"])
            #expect(world.reasons(in: "ns-webhook") == ["SecretRefused"])
            #expect(world.reasons(in: "ns-finalizer") == ["SecretTerminating"])
        }
    }

    @Test("A right that is missing is told where it is missing, and by the master")
    func forbidden() async throws {
        try await withWorld { world in
            try world.prepare()
            let reading = AccessRule(
                verbs: ["get", "list", "watch"],
                groups: [""],
                resources: ["secrets"],
                resourceNames: [Self.hub]
            )
            world.server.setUser("keeper", rules: RightsTests.rules(copies: [reading]))
            let replica = try world.start(with: .init(user: "keeper"))
            await world.pass(600, step: 1000)
            #expect(Self.counts(replica) == ["wanted": 3, "present": 0, "forbidden": 3])
            #expect(world.reasons(in: "pullpass").contains("AccessDenied"))
            #expect(world.reasons(in: "team-a") == ["AccessDenied"])
            let writing = AccessRule(
                verbs: ["*"],
                groups: [""],
                resources: ["secrets"],
                resourceNames: [Self.hub]
            )
            world.server.setUser("keeper", rules: RightsTests.rules(copies: [writing]))
            await world.pass(310, step: 1000)
            #expect(Self.counts(replica) == ["wanted": 3, "present": 3])
        }
    }

    @Test("The leader alone shows them, and the next one shows the same")
    func leaders() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setQuota(secrets: 0, inNamespace: "team-a")
            let first = try world.start()
            await world.pass(5)
            let second = try world.start(with: .init(identity: "pod-2"))
            await world.pass(10)
            let counts = ["wanted": 3, "present": 2, "quota": 1]
            #expect(Self.counts(first) == counts)
            #expect(Self.counts(second) == [:])
            await world.stop(first)
            await world.pass(30)
            #expect(Self.counts(second) == counts)
        }
    }

    @Test("A Pod that waits in vain is told so in its namespace")
    func waits() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.deleteSecret("pullpass", "hub-token")
            let replica = try world.start()
            await world.pass(10)
            replica.keeper.hint(namespace: "team-a", registries: [0], names: ["hub"])
            await world.pass(5)
            #expect(world.reasons(in: "team-a") == ["CredentialMissing"])
            #expect(world.server.events(in: "team-b").isEmpty)
        }
    }
}
