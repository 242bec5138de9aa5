import Admission
import Configuration
import Injection
import Kubernetes
import Metrics
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

/// The namespaces' own Secrets that the webhook was told of.
private final class Tenants: Sendable {
    private let state = Mutex<[String: [String]]>([:])

    func take(_ changes: [String: NamespaceFacts?]) {
        state.withLock { state in
            for (namespace, facts) in changes { state[namespace] = facts?.tenants.map(\.secretName) }
        }
    }

    var value: [String: [String]] { state.withLock { $0 } }
}

@Suite("Keeper: objects that somebody has written so that they cannot be read", .seeded)
struct HostileObjectTests {
    private static let hub = "pullpass-hub"
    private static let deep =
        #"[{"manager":"x","operation":"Update","fieldsV1":\#(String(repeating: #"{"f:a":"#, count: 600))1\#(String(repeating: "}", count: 600))}]"#
    private static let many =
        "["
        + (0..<40).map { #"{"manager":"m\#($0)","operation":"Apply","fieldsV1":{"f:data":{"f:x":{}}}}"# }.joined(
            separator: ","
        )
        + "]"

    private static func secret(_ namespace: String, _ name: String = hub) -> ResourcePath {
        .secrets(namespace: namespace, name: name)
    }

    /// Nobody else notices: what is deleted comes back, what is edited is restored, a new credential and a new namespace get what they should.
    private static func checkOthers(_ world: KeeperWorld, _ teams: [String], _ credential: String) async throws {
        try world.server.deleteSecret(teams[0], hub)
        try world.server.editSecret(teams[1], hub, data: [".dockerconfigjson": "{}"])
        try world.server.createNamespace("new-\(credential)", labels: KeeperWorld.optedIn)
        await world.pass(3)
        for team in teams + ["new-\(credential)"] {
            #expect(world.content(team)?.contains("hub.example") == true, "\(team)")
        }
        let before = world.revisions()
        try world.server.editSecret("pullpass", "hub-token", data: ["token": credential])
        await world.pass(5)
        for team in teams { #expect(world.revisions()[team] != before[team], "\(team)") }
    }

    @Test(
        "A Secret with our name whose managedFields are deep or many, before the start and after it",
        arguments: [deep, many]
    )
    func secret(managedFields: String) async throws {
        try await withWorld { world in
            try world.prepare()
            // Not even opted in.
            try world.server.createNamespace("evil")
            try world.server.createSecret("evil", Self.hub, data: ["a": "b"])
            world.server.poison(Self.secret("evil"), managedFields: managedFields)
            let replica = try world.start()
            await world.pass(3)
            #expect(world.revisions().keys.sorted().contains("team-c"))
            try await Self.checkOthers(world, ["team-a", "team-b", "team-c"], "one")

            try world.server.createNamespace("late", labels: KeeperWorld.optedIn)
            await world.pass(2)
            world.server.poison(Self.secret("late"), managedFields: managedFields)
            await world.pass(2)
            try await Self.checkOthers(world, ["team-a", "team-b", "team-c"], "two")

            // Whoever takes over does not trip over it either.
            await world.stop(replica)
            let next = try world.start(with: .init(identity: "pod-2"))
            await world.pass(5)
            try await Self.checkOthers(world, ["team-a", "team-b", "team-c"], "three")
            let text = String(decoding: next.metrics.render(.openMetrics), as: UTF8.self)
            #expect(!text.contains(#"cause="malformed""#))
            #expect(text.contains(#"pullpass_api_watch_stalled_seconds{resource="secrets",name="pullpass-hub"} 0"#))
        }
    }

    @Test("One that cannot be judged is left alone, with one Event on it and one line")
    func reported() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start()
            await world.pass(3)
            world.server.poison(Self.secret("team-a"), managedFields: Self.many)
            await world.pass(5)
            let version = world.server.object(Self.secret("team-a"))?.metadata.resourceVersion
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "next"])
            for _ in 0..<5 {
                world.server.poison(Self.secret("team-a"), managedFields: Self.many)
                await world.pass(5)
            }
            #expect(version != nil)
            let events = world.server.events(in: "team-a").filter { $0.reason == "UnreadableObject" }
            #expect(events.map(\.count) == [1])
            #expect(
                events.first?.message.contains("Secret team-a/pullpass-hub cannot be read and is left alone") == true
            )
            #expect(world.logs.all.filter { $0.contains("cannot be read and is left alone") }.count == 1)
            // Nobody has written it since it was poisoned: it keeps the old credential.
            #expect(
                world.server.object(Self.secret("team-a"))?.metadata.managedFields.contains { $0.manager == "pullpass" }
                    == false
            )
            #expect(world.revisions()["team-b"] != nil)
            let text = String(decoding: replica.metrics.render(.openMetrics), as: UTF8.self)
            #expect(text.contains(#"pullpass_api_unreadable_objects_total{resource="secrets"} "#))
            // Mended, it is somebody's who had a hand in it; deleted, it is made anew.
            try world.server.deleteSecret("team-a", Self.hub)
            await world.pass(3)
            #expect(world.content("team-a")?.contains("hub.example") == true)
        }
    }

    @Test("Two hundred of them are told of a few at a time")
    func flood() async throws {
        try await withWorld { world in
            try world.prepare()
            for index in 0..<200 {
                try world.server.createNamespace("evil-\(index)")
                try world.server.createSecret("evil-\(index)", Self.hub)
                world.server.poison(Self.secret("evil-\(index)"), managedFields: Self.many)
            }
            try world.start()
            await world.pass(10)
            #expect(world.revisions()["team-a"] != nil)
            let lines = world.logs.all.filter { $0.contains("cannot be read and is left alone") }
            #expect((15...25).contains(lines.count), "\(lines.count)")
        }
    }

    @Test(
        "Of a namespace nothing but name and labels matters; where the labels cannot be read nothing is written there"
    )
    func namespace() async throws {
        try await withWorld { world in
            try world.prepare()
            for team in ["team-a", "team-b"] {
                world.server.poison(ResourcePath(resource: "namespaces", name: team), managedFields: Self.deep)
            }
            try world.start()
            await world.pass(3)
            #expect(world.revisions().keys.sorted() == ["team-a", "team-b", "team-c"])
            world.server.poison(ResourcePath(resource: "namespaces", name: "team-c"), managedFields: Self.deep)
            await world.pass(3)
            try await Self.checkOthers(world, ["team-a", "team-b", "team-c"], "one")

            let labels = (0..<700).map { #""label-\#($0)":"\#(String(repeating: "x", count: 60))""# }.joined(
                separator: ","
            )
            try world.server.edit(
                ResourcePath(resource: "namespaces", name: "team-c"),
                mergePatch: #"{"metadata":{"labels":{\#(labels)}}}"#
            )
            let before = world.server.secret("team-c", Self.hub)
            await world.pass(3)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "two"])
            await world.pass(10)
            #expect(world.server.secret("team-c", Self.hub) == before)
            #expect(world.revisions()["team-a"] != world.revisions()["team-c"])
            #expect(
                world.server.events(in: "default").contains { $0.reason == "UnreadableObject" && $0.name == "team-c" }
            )
        }
    }

    @Test("A namespace's own Secret: the others of all namespaces are learned")
    func tenant() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a", "team-b"])
            let text = #"{"auths":{"ghcr.io/acme":{"username":"u","password":"hunter2-p"}}}"#
            func create(_ namespace: String, _ name: String, _ text: String) throws {
                try world.server.createSecret(
                    namespace,
                    name,
                    type: "kubernetes.io/dockerconfigjson",
                    data: [".dockerconfigjson": text],
                    labels: ["pullpass.dev/inject": "enabled"]
                )
            }
            let large = #"{"auths":{"ghcr.io/acme":{"auth":"\#(String(repeating: "x", count: 300_000))"}}}"#
            for (namespace, name, text) in [
                ("team-a", "deep", text), ("team-a", "large", large), ("team-b", "good", text),
            ] {
                try create(namespace, name, text)
            }
            world.server.poison(Self.secret("team-a", "deep"), managedFields: Self.deep)
            let known = Tenants()
            let tenants = KeeperWorld.text(more: "keeper: { tenantSecrets: { enabled: true } }")
            try world.start(
                try KeeperWorld.configuration(tenants),
                with: .init(learn: { known.take($0) })
            )
            await world.pass(3)
            #expect(known.value == ["team-a": ["deep"], "team-b": ["good"]])
            world.server.poison(Self.secret("team-b", "good"), managedFields: Self.deep)
            try create("team-b", "next", text)
            await world.pass(2)
            #expect(known.value["team-b"] == ["good", "next"])
            #expect(await world.pass(upTo: 600) { world.reasons(in: "team-a").contains("UnusableSecret") })
        }
    }

    @Test("A master and a source that cannot be read: what was known of them stays")
    func own() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(3)
            world.server.poison(Self.secret("pullpass", "pullpass-master.hub"), managedFields: Self.many)
            world.server.poison(Self.secret("pullpass", "hub-token"), managedFields: Self.many)
            await world.pass(3)
            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            await world.pass(3)
            #expect(world.content("team-a")?.contains("hub.example") == true)
            #expect(world.content("new")?.contains("hub.example") == true)
        }
    }
}
