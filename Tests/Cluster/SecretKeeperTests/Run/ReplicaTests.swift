import Configuration
import Controllers
import HTTP
import Images
import Kubernetes
import Metrics
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: replicas, hints and leaders", .seeded)
struct ReplicaTests {
    static let hub = "pullpass-hub"
    static let lazy = KeeperWorld.text(extra: "placement: lazy")

    @Test(
        "A forged hint for an unlabelled, a foreign or an invented namespace writes nothing",
        arguments: ["pod-1", "pod-2"]
    )
    func forged(_ identity: String) async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("unlabelled")
            try world.server.createNamespace("foreign", labels: KeeperWorld.optedIn)
            let text = KeeperWorld.text(extra: #"namespaces: { names: ["team-*"] }"#)
            try world.start(try KeeperWorld.configuration(text))
            try world.start(try KeeperWorld.configuration(text), with: .init(identity: "pod-2"))
            await world.pass(10)
            world.server.resetAccounting()
            let replica = try #require(world.replicas.first { $0.identity == identity })
            for name in ["unlabelled", "foreign", "invented", "pullpass", "kube-system", "", "../x"] {
                replica.keeper.hint(namespace: name, registries: [0, 1, 63, 64, 500], names: ["hub"])
            }
            for index in 0..<10_000 {
                replica.keeper.hint(namespace: "invented-\(index)", registries: [0], names: ["hub"])
            }
            await world.pass(2)
            let others = world.server.requestCounts.filter { $0.key.resource != "leases" }
            #expect(others.isEmpty)
            let metrics = String(decoding: replica.metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_keeper_hints_total{result="dropped"} 100"#))
            #expect(!metrics.contains("invented"))
        }
    }

    @Test("Any replica places a lazy copy right after a hint, asking first")
    func lazyHint() async throws {
        try await withWorld { world in
            try world.prepare()
            let configuration = try KeeperWorld.configuration(Self.lazy)
            try world.start(configuration)
            await world.pass(5)
            let second = try world.start(configuration, with: .init(identity: "pod-2"))
            await world.pass(5)
            #expect(world.revisions().isEmpty)
            try world.server.createPod("team-b", "app", pullSecrets: ["other", Self.hub])
            second.keeper.hint(namespace: "team-b", registries: [0], names: ["hub"])
            await world.proof()
            #expect(world.revisions().keys.sorted() == ["team-b"])
            #expect(world.server.requestCount(verb: "get", resource: "secrets") == 1)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 2)
            try world.server.deleteSecret("team-b", Self.hub)
            await world.pass(1)
            #expect(world.revisions().keys.sorted() == ["team-b"])
        }
    }

    @Test("A replica that is not leader writes nothing of its own accord")
    func follower() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("one", rules: [.everything])
            world.server.setUser("two", rules: [.everything])
            try world.start(with: .init(user: "one"))
            await world.pass(5)
            try world.start(with: .init(identity: "pod-2", user: "two"))
            await world.pass(5)
            try world.server.deleteSecret("team-a", Self.hub)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(5)
            #expect(Set(world.revisions().values).count == 1)
            #expect(world.server.requestCount(verb: "patch", user: "two") == 0)
            #expect(world.server.requestCount(verb: "create", user: "two") == 0)
        }
    }

    @Test("When the leader dies another takes over and loses nothing; when it leaves in order, at once")
    func takeOver() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("one", rules: [.everything])
            world.server.setUser("two", rules: [.everything])
            try world.start(with: .init(user: "one"))
            await world.pass(5)
            let second = try world.start(with: .init(identity: "pod-2", user: "two"))
            await world.pass(5)
            // The first is cut off from the API server: it must stop at its renew deadline.
            world.server.setUser("one", rules: [])
            world.server.cutWatches()
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            let hasRotated = await world.pass(upTo: 40, step: 500) {
                Set(world.revisions().values).count == 1 && world.content("team-a")?.contains("amFuZTpuM3c=") == true
            }
            #expect(hasRotated)
            #expect(world.server.lease("pullpass", "pullpass")?.spec.holderIdentity == "pod-2")
            let metrics = String(decoding: world.replicas[0].metrics.render(), as: UTF8.self)
            #expect(metrics.contains("pullpass_keeper_leader 0"))
            world.server.setUser("one", rules: [.everything])
            await world.pass(60, step: 500)
            await world.stop(second)
            #expect(world.server.lease("pullpass", "pullpass")?.spec.holderIdentity ?? "" == "")
            try world.server.deleteSecret("team-a", Self.hub)
            let isBack = await world.pass(upTo: 10, step: 500) { world.content("team-a") != nil }
            #expect(isBack)
        }
    }

    @Test("Other work of the leader is told when a term begins and when it ends, at the renew deadline too")
    func leadershipHook() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("one", rules: [.everything])
            let terms = Mutex<[String]>([])
            let first = try world.start(
                with: .init(
                    user: "one",
                    controllers: [TermRecorder { leads in terms.withLock { $0.append("1 \(leads)") } }]
                )
            )
            await world.pass(5)
            let second = try world.start(
                with: .init(
                    identity: "pod-2",
                    controllers: [TermRecorder { leads in terms.withLock { $0.append("2 \(leads)") } }]
                )
            )
            await world.pass(5)
            #expect(terms.withLock { $0 } == ["1 true"])
            world.server.setUser("one", rules: [])
            await world.pass(40, step: 500)
            #expect(terms.withLock { $0 } == ["1 true", "1 false", "2 true"])
            await world.stop(second)
            #expect(terms.withLock { $0 } == ["1 true", "1 false", "2 true", "2 false"])
            await world.stop(first)
        }
    }

    @Test("Other controllers see the namespaces by the same watch, or by the same reading where they are named")
    func namespaceHook() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a", "team-b"])
            let all = NamespaceRecorder()
            let named = NamespaceRecorder()
            try world.start(with: .init(controllers: [all]))
            try world.start(with: .init(identity: "pod-2", controllers: [named], only: ["team-b", "gone"]))
            await world.pass(5)
            #expect(all.namespaces["team-a"] == true && all.namespaces["default"] == false)
            #expect(named.namespaces == ["team-b": true])
            try world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-b")
            await world.pass(70)
            #expect(all.namespaces["team-b"] == false && named.namespaces == ["team-b": false])
            #expect(world.server.openWatches(of: "namespaces") == 1)
        }
    }

    @Test(
        "A leader that loses the Lease in the middle of its work steps down, and goes on when it has it back",
        .timeLimit(.minutes(5))
    )
    func losesLease() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: (0..<300).map { "team-\($0)" })
            let rules = RightsTests.rules(copies: [
                AccessRule(
                    verbs: ["get", "list", "watch", "create", "patch", "delete"],
                    resources: ["secrets"],
                    resourceNames: ["pullpass-hub"]
                )
            ])
            world.server.setUser("keeper", rules: rules)
            let replica = try world.start(with: .init(user: "keeper"))
            await world.pass(10)
            #expect(world.revisions().count == 300)
            let configuration = try KeeperWorld.configuration(
                KeeperWorld.text(more: "keeper: { requestsPerSecond: 5, burst: 5 }")
            )
            replica.keeper.reload(configuration)
            world.server.setUser("keeper", rules: rules.filter { !$0.resources.contains("leases") })
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(15)
            let text = String(decoding: replica.metrics.render(), as: UTF8.self)
            #expect(text.contains("pullpass_keeper_leader 0"))
            world.server.setUser("keeper", rules: rules)
            await world.pass(60, step: 1000)
            #expect(Set(world.revisions().values).count == 1)
        }
    }

    @Test("A master whose label and data somebody has changed is written anew")
    func hiddenMaster() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            try world.server.edit(
                .secrets(namespace: "pullpass", name: "pullpass-master.hub"),
                mergePatch: #"{"metadata":{"labels":{"pullpass.dev/master":null}},"data":{".dockerconfigjson":"e30="}}"#
            )
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(30, step: 500)
            #expect(world.content("team-a")?.contains("amFuZTpuM3c=") == true)
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(master.metadata.labels["pullpass.dev/master"] == "true")
        }
    }

    @Test("A Secret that somebody applies as if it were ours gets nothing in a namespace that did not opt in")
    func forgedCopy() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("plain")
            try world.start()
            await world.pass(5)
            let forged = """
                {"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/dockerconfigjson","metadata":{"name":"pullpass-hub",\
                "namespace":"plain","annotations":{"pullpass.dev/owner":"pullpass/pullpass","pullpass.dev/revision":"x"}},\
                "data":{".dockerconfigjson":"e30="}}
                """
            let answer = world.server.perform(
                KubernetesRequest(
                    method: .patch,
                    path: "/api/v1/namespaces/plain/secrets/pullpass-hub",
                    query: [("fieldManager", "pullpass")],
                    contentType: "application/apply-patch+yaml",
                    body: Array(forged.utf8)
                )
            )
            #expect(answer.status == 201)
            await world.pass(30, step: 500)
            #expect(world.content("plain") == "{}")
        }
    }

    @Test("Two leaders for a moment: the copies agree with the master in the end, and nothing flips to and fro")
    func twoLeaders() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            // A second one that believes to lead: a round of sync has no election.
            let keeper = try world.make(with: .init(identity: "pod-2")).keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            for index in 0..<20 { try world.server.createNamespace("n\(index)", labels: KeeperWorld.optedIn) }
            await world.pass(20)
            _ = await round.value
            await world.pass(10)
            let master = world.server.secret("pullpass", "pullpass-master.hub")?.metadata.annotations[
                "pullpass.dev/revision"
            ]
            #expect(Set(world.revisions().values) == [master])
            #expect(world.revisions().count == 23)
            world.server.resetAccounting()
            await world.pass(60, step: 500)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
        }
    }

    @Test("A replica that has not seen a Secret yet asks first, and does not touch it")
    func asksFirst() async throws {
        try await withWorld { world in
            try world.prepare()
            let configuration = try KeeperWorld.configuration(Self.lazy)
            try world.start(configuration)
            await world.pass(5)
            let second = try world.start(configuration, with: .init(identity: "pod-2"))
            await world.pass(5)
            world.server.silenceWatches()
            try world.server.createSecret("team-b", Self.hub)
            world.server.resetAccounting()
            try world.server.createPod("team-b", "app", pullSecrets: [Self.hub])
            second.keeper.hint(namespace: "team-b", registries: [0], names: ["hub"])
            await world.proof()
            await world.pass(5)
            #expect(world.server.requestCount(verb: "get", resource: "secrets") >= 1)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
        }
    }

    @Test("A new leader reads the masters before it writes: a late watch cannot take copies back")
    func freshMasters() async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.setUser("two", rules: [.everything])
            let first = try world.start()
            await world.pass(5)
            let match = RequestMatch(verbs: ["watch"], resource: "secrets", namespace: "pullpass", user: "two")
            world.server.inject(.silenceWatch, on: match, times: nil)
            try world.start(with: .init(identity: "pod-2", user: "two"))
            await world.pass(3)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(3)
            let revision = try #require(world.revisions()["team-a"])
            await world.stop(first)
            await world.pass(6)
            try world.server.deleteSecret("team-a", Self.hub)
            await world.pass(3)
            #expect(world.revisions() == ["team-a": revision, "team-b": revision, "team-c": revision])
        }
    }
}
