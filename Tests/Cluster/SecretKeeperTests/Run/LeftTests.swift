import Configuration
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// Registries that were dropped, and what is left of them.
@Suite("Keeper: Secrets that are left", .seeded)
struct LeftTests {
    static let quay = """
          - name: quay
            matchImages: ["quay.example"]
            credentials: { basic: { username: { value: a }, password: { value: b } } }
        """

    static func two() throws -> Configuration {
        try KeeperWorld.configuration(KeeperWorld.text().replacing("registries:", with: "registries:\n\(quay)"))
    }

    static func one(_ more: String = "") throws -> Configuration {
        try KeeperWorld.configuration(KeeperWorld.text(more: more))
    }

    static let everything: Set<String> = ["get", "list", "watch", "create", "patch", "delete"]

    static func rule(_ names: Set<String>, _ verbs: Set<String> = everything) -> AccessRule {
        AccessRule(verbs: verbs, resources: ["secrets"], resourceNames: names)
    }

    /// Copies of `hub` and `quay` in three namespaces, and nobody who runs; then a user `keeper` with rights.
    static func prepare(_ world: KeeperWorld, rights: [AccessRule]) async throws {
        try world.prepare()
        let first = try world.start(two(), with: .init(identity: "pod-0"))
        await world.pass(5)
        #expect(world.revisions("pullpass-quay").count == 3)
        await world.stop(first)
        world.server.setUser("keeper", rules: RightsTests.rules(copies: rights))
    }

    static func gauge(_ replica: KeeperWorld.Replica) -> [String] {
        String(decoding: replica.metrics.render(), as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("pullpass_keeper_copies_left{") }
            .map { String($0.dropFirst("pullpass_keeper_copies_left".count)).replacing(".0", with: "") }
    }

    static func told(_ world: KeeperWorld) -> [String] {
        world.server.events(in: "pullpass").filter { $0.reason == "SecretsLeft" }.map(\.message)
    }

    @Test("With the right they wait for removeAfter, as the gauge says, and go; nobody is told")
    func removed() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            let replica = try world.start(Self.one(), with: .init(user: "keeper"))
            await world.pass(30)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="waiting"} 3"#])
            await world.pass(3630, step: 5000)
            #expect(world.revisions("pullpass-quay").isEmpty && world.revisions().count == 3)
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
            await world.pass(20)
            #expect(Self.gauge(replica).isEmpty)
            #expect(Self.told(world).isEmpty)
        }
    }

    @Test(
        "Without the right to look, as after a rollback, it is told for as long as it lasts, and done once the right is there"
    )
    func unseen() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub"])])
            let replica = try world.start(Self.one(), with: .init(user: "keeper"))
            await world.pass(30)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="unseen"} 1"#])
            let message = try #require(Self.told(world).first)
            #expect(message.contains("Secrets named pullpass-quay of registry quay"), "\(message)")
            #expect(message.contains("config.retired: [{ name: quay, secretName: pullpass-quay }]"), "\(message)")
            #expect(
                message.contains(
                    "kubectl delete secrets --all-namespaces --selector app.kubernetes.io/managed-by=pullpass --field-selector "
                        + "metadata.name=pullpass-quay"
                ),
                "\(message)"
            )
            #expect(world.logs.all.filter { $0.contains("kubectl delete secrets") }.count == 1)
            await world.pass(7300, step: 5000)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="unseen"} 1"#])
            #expect(world.logs.all.filter { $0.contains("kubectl delete secrets") }.count == 3)
            #expect(world.revisions().count == 3)
            #expect(world.server.requestCount(user: "keeper", status: 403) < 400)
            world.server.setUser(
                "keeper",
                rules: RightsTests.rules(copies: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            )
            await world.pass(4200, step: 5000)
            #expect(world.revisions("pullpass-quay").isEmpty)
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
            await world.pass(20)
            #expect(Self.gauge(replica).isEmpty)
        }
    }

    @Test("Without the right to delete they are counted, one line for all of them")
    func forbidden() async throws {
        try await withWorld { world in
            try await Self.prepare(
                world,
                rights: [Self.rule(["pullpass-hub"]), Self.rule(["pullpass-quay"], ["list", "watch"])]
            )
            let replica = try world.start(Self.one("keeper: { removeAfter: 10s }"), with: .init(user: "keeper"))
            await world.pass(60, step: 500)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="forbidden"} 3"#])
            let message = try #require(Self.told(world).first)
            #expect(
                message.hasPrefix(
                    "3 Secrets named pullpass-quay of registry quay, whose registry is not configured any more"
                )
            )
            await world.pass(600, step: 1000)
            #expect(world.logs.all.filter { $0.contains("kubectl delete secrets") }.count == 1)
            #expect(world.revisions("pullpass-quay").count == 3)
            #expect(world.server.requestCount(verb: "delete", resource: "secrets", status: 403) < 40)
        }
    }

    @Test("A right that goes while it runs is missed before the Secrets are due")
    func taken() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            let replica = try world.start(Self.one(), with: .init(user: "keeper"))
            await world.pass(30)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="waiting"} 3"#])
            world.server.setUser("keeper", rules: RightsTests.rules(copies: [Self.rule(["pullpass-hub"])]))
            world.server.cutWatches(of: "secrets")
            await world.pass(60)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="forbidden"} 3"#])
            #expect(Self.told(world).count == 1)
        }
    }

    @Test("A refusal of the namespace is told as one, with its own words")
    func refused() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            world.server.inject(
                .failWebhook,
                on: RequestMatch(verbs: ["delete"], resource: "secrets", namespace: "team-a"),
                times: nil
            )
            let replica = try world.start(Self.one("keeper: { removeAfter: 10s }"), with: .init(user: "keeper"))
            await world.pass(90, step: 500)
            #expect(world.revisions("pullpass-quay").keys.sorted() == ["team-a"])
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="refused"} 1"#])
            #expect(Self.told(world).first?.contains("an admission policy or a webhook of their namespaces") == true)
            world.server.removeFaults()
            await world.pass(400, step: 1000)
            #expect(Self.gauge(replica).isEmpty)
        }
    }

    /// Puts a finalizer on a Secret, or takes it away.
    static func setFinalizer(_ isThere: Bool, on secret: String, in namespace: String, _ world: KeeperWorld) throws {
        try world.server.edit(
            .secrets(namespace: namespace, name: secret),
            mergePatch: #"{"metadata":{"finalizers":[\#(isThere ? #""example.com/keep""# : "")]}}"#
        )
    }

    @Test("A Secret that a finalizer keeps is not forgotten: it is told, and its master stays until it is gone")
    func finalizer() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            let settings = "keeper: { removeAfter: 10s }"
            let first = try world.start(Self.two(), with: .init(identity: "a", user: "keeper"))
            await world.pass(5)
            try Self.setFinalizer(true, on: "pullpass-quay", in: "team-a", world)
            try first.keeper.reload(Self.one("\(settings)\nretired: [{ name: quay }]"))
            await world.pass(300, step: 500)
            #expect(world.revisions("pullpass-quay").keys.sorted() == ["team-a"])
            #expect(Self.gauge(first) == [#"{registry="quay",reason="refused"} 1"#])
            #expect(Self.told(world).first?.contains("or a finalizer keeps them") == true)
            let metrics = String(decoding: first.metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_secrets_removed_total{registry="quay"} 2"#))
            #expect(world.server.secret("pullpass", "pullpass-master.quay") != nil)
            // Who leads next learns of it, without `retired`.
            await world.stop(first)
            let second = try world.start(Self.one(settings), with: .init(identity: "b", user: "keeper"))
            await world.pass(60, step: 500)
            #expect(Self.gauge(second) == [#"{registry="quay",reason="refused"} 1"#])
            try Self.setFinalizer(false, on: "pullpass-quay", in: "team-a", world)
            await world.pass(200, step: 500)
            #expect(world.revisions("pullpass-quay").isEmpty && world.revisions().count == 3)
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
            #expect(Self.gauge(second).isEmpty)
        }
    }

    @Test("A master that a finalizer keeps is told, and goes with the finalizer")
    func keptMaster() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            try Self.setFinalizer(true, on: "pullpass-master.quay", in: "pullpass", world)
            let replica = try world.start(Self.one("keeper: { removeAfter: 10s }"), with: .init(user: "keeper"))
            await world.pass(900, step: 1000)
            #expect(world.revisions("pullpass-quay").isEmpty)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="master"} 1"#])
            #expect(Self.told(world).count == 1)
            #expect(Self.told(world).first?.contains("pullpass/pullpass-master.quay is being deleted") == true)
            #expect(world.server.requestCount(verb: "delete", resource: "secrets") < 10)
            try Self.setFinalizer(false, on: "pullpass-master.quay", in: "pullpass", world)
            await world.pass(20)
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
            #expect(Self.gauge(replica).isEmpty)
        }
    }

    @Test("A master that may not be deleted is told once, and not asked for without end")
    func master() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [])
            let own = [
                AccessRule(verbs: ["get", "list", "watch"], resources: ["secrets"], namespace: "pullpass"),
                AccessRule(
                    verbs: Self.everything,
                    resources: ["secrets"],
                    resourceNames: ["pullpass-master.hub"],
                    namespace: "pullpass"
                ),
            ]
            let others = RightsTests.rules(copies: [Self.rule(["pullpass-hub", "pullpass-quay"])]).filter {
                !($0.namespace == "pullpass" && $0.resources == ["secrets"])
            }
            world.server.setUser("keeper", rules: others + own)
            let replica = try world.start(Self.one("keeper: { removeAfter: 10s }"), with: .init(user: "keeper"))
            await world.pass(1200, step: 1000)
            #expect(world.revisions("pullpass-quay").isEmpty)
            #expect(Self.gauge(replica) == [#"{registry="quay",reason="master"} 1"#])
            #expect(
                Self.told(world).first?.contains("kubectl delete secret --namespace pullpass pullpass-master.quay")
                    == true
            )
            #expect(world.logs.all.filter { $0.contains("pullpass-master.quay") }.count == 1)
            #expect(world.server.requestCount(verb: "delete", resource: "secrets", status: 403) < 8)
        }
    }

    @Test("A replica that does not lead shows nothing, nor one that leads no more")
    func leadership() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub"])])
            let first = try world.start(Self.one(), with: .init(identity: "pod-1", user: "keeper"))
            await world.pass(30)
            let second = try world.start(Self.one(), with: .init(identity: "pod-2", user: "keeper"))
            await world.pass(30)
            #expect(Self.gauge(first).count == 1 && Self.gauge(second).isEmpty)
            world.server.inject(.refuse(500), on: RequestMatch(verbs: ["update"], resource: "leases"), times: 12)
            await world.pass(60)
            #expect(Self.gauge(first).count + Self.gauge(second).count == 1)
        }
    }

    // MARK: retired

    @Test("What is retired is found without a master, and goes")
    func retired() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            try world.server.deleteSecret("pullpass", "pullpass-master.quay")
            try world.start(Self.one("retired: [{ name: quay }]"), with: .init(user: "keeper"))
            await world.pass(3500, step: 5000)
            #expect(world.revisions("pullpass-quay").count == 3)
            await world.pass(200, step: 5000)
            #expect(world.revisions("pullpass-quay").isEmpty && world.revisions().count == 3)
        }
    }

    @Test("A round, which has no memory, removes what is retired and nothing else")
    func round() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            for (more, removed) in [("", 0), ("retired: [{ name: quay }]", 3)] {
                let keeper = try world.make(Self.one(more), with: .init(user: "keeper")).keeper
                let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
                await world.pass(30, step: 500)
                let report = await round.value
                #expect(report.removed == removed, "\(report)")
            }
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
        }
    }

    @Test("Retiring the greater part is no mass removal, since somebody has written it down; dropping it is one")
    func guarded() async throws {
        for (more, isHeld) in [("", true), ("retired: [{ name: hub }]", false)] {
            try await withWorld { world in
                try world.prepare()
                let first = try world.start(with: .init(identity: "pod-0"))
                await world.pass(5)
                await world.stop(first)
                let text = KeeperWorld.text(
                    name: "other",
                    extra: "placement: lazy",
                    more: "keeper: { removeAfter: 5s }\n\(more)"
                )
                let replica = try world.start(try KeeperWorld.configuration(text))
                await world.pass(40)
                #expect(world.revisions().isEmpty == !isHeld)
                #expect(Self.gauge(replica) == (isHeld ? [#"{registry="hub",reason="held"} 3"#] : []))
            }
        }
    }

    @Test("A retired registry that comes back keeps its Secrets")
    func back() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub", "pullpass-quay"])])
            let uids = world.uids("pullpass-quay")
            let replica = try world.start(Self.one("retired: [{ name: quay }]"), with: .init(user: "keeper"))
            await world.pass(600, step: 5000)
            replica.keeper.reload(try Self.two())
            await world.pass(7200, step: 5000)
            #expect(world.uids("pullpass-quay") == uids)
            #expect(Self.gauge(replica).isEmpty)
        }
    }

    @Test("Masters that somebody makes do not make series without end")
    func many() async throws {
        try await withWorld { world in
            try await Self.prepare(world, rights: [Self.rule(["pullpass-hub"])])
            let retired = (0..<100).map { "{ name: q\($0) }" }.joined(separator: ", ")
            let replica = try world.start(Self.one("retired: [\(retired)]"), with: .init(user: "keeper"))
            await world.pass(60)
            #expect(Self.gauge(replica).count == 65)
            #expect(Self.gauge(replica).contains { $0.contains("(others)") })
        }
    }
}
