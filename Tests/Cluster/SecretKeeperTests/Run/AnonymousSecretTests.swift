import Configuration
import Images
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// The Secret of the anonymous try in a cluster.
@Suite("Keeper: the Secret of the anonymous try", .seeded)
struct AnonymousSecretTests {
    static let name = "pullpass-anonymous"
    private static let ghcr = #"{"auths":{"https://ghcr.io/team/":{}}}"#
    private static let both = #"{"auths":{"https://ghcr.io/team/":{},"https://index.docker.io":{}}}"#

    /// `docker.io` for namespaces of tier prod, `ghcr.io/team/` for all, both with an anonymous try; `r.example` for all without.
    static func text(fallback: Bool = true) -> String {
        let credentials =
            "credentials: { basic: { username: { value: jane }, password: { secretKeyRef: { name: hub-token, key: token } } } }"
        return """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: hub
                matchImages: [docker.io]
                anonymousFallback: \(fallback)
                namespaces: { labels: { tier: prod } }
                \(credentials)
              - name: ghcr
                matchImages: [ghcr.io/team/]
                anonymousFallback: \(fallback)
                \(credentials)
              - name: plain
                matchImages: [r.example]
                \(credentials)
            """
    }

    static func configuration(_ text: String = text()) throws -> Configuration { try KeeperWorld.configuration(text) }

    private static func contents(_ world: KeeperWorld) -> [String: String] {
        Dictionary(uniqueKeysWithValues: world.uids(name).keys.map { ($0, world.content($0, name) ?? "") })
    }

    @Test("Each namespace has the keys of the registries that are for it")
    func contents() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a", "team-b"])
            try world.server.createNamespace("prod", labels: KeeperWorld.optedIn.merging(["tier": "prod"]) { $1 })
            try world.start(Self.configuration())
            await world.pass(5)
            #expect(Self.contents(world) == ["team-a": Self.ghcr, "team-b": Self.ghcr, "prod": Self.both])
            let secret = try #require(world.server.secret("prod", Self.name))
            #expect(secret.type == "kubernetes.io/dockerconfigjson")
            let uids = world.uids(Self.name)
            try world.server.setLabels(["tier": "prod"], ofNamespace: "team-a")
            try world.server.setLabels(["tier": nil], ofNamespace: "prod")
            await world.pass(5)
            // The copy goes after removeAfter; its key is of no use in the meantime.
            #expect(Self.contents(world) == ["team-a": Self.both, "team-b": Self.ghcr, "prod": Self.ghcr])
            #expect(world.uids(Self.name) == uids)
        }
    }

    @Test("It is repaired by being made anew, restored where it is deleted, and removed with its namespace's rule")
    func upkeep() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start(Self.configuration())
            await world.pass(5)
            let uids = world.uids(Self.name)
            try world.server.editSecret(
                "team-a",
                Self.name,
                data: [".dockerconfigjson": #"{"auths":{"a.b":{"auth":"dTpw"}}}"#]
            )
            try world.server.deleteSecret("team-b", Self.name)
            await world.pass(2)
            #expect(Self.contents(world) == ["team-a": Self.ghcr, "team-b": Self.ghcr, "team-c": Self.ghcr])
            #expect(world.uids(Self.name)["team-a"] != uids["team-a"])
            #expect(world.uids(Self.name)["team-c"] == uids["team-c"])
            try world.server.setLabels(CleanUpTests.out, ofNamespace: "team-a")
            await world.pass(3605, step: 5000)
            #expect(Self.contents(world).keys.sorted() == ["team-b", "team-c"])
            #expect(
                String(decoding: replica.metrics.render(), as: UTF8.self).contains(
                    #"pullpass_secrets_removed_total{registry="(anonymous)"} 1"#
                )
            )
        }
    }

    @Test("What held a registry's credential under that name is deleted first, and what was its own never becomes one")
    func takenOver() async throws {
        try await withWorld { world in
            try world.prepare()
            var former = try Self.configuration(Self.text(fallback: false))
            former.registries[1].secretName = Self.name
            let first = try world.start(former)
            await world.pass(5)
            let uids = world.uids(Self.name)
            #expect(world.content("team-a", Self.name)?.contains("jane") == true)
            await world.stop(first)
            world.server.resetAccounting()
            try world.start(Self.configuration(), with: .init(identity: "pod-2"))
            await world.pass(20)
            #expect(Self.contents(world) == ["team-a": Self.ghcr, "team-b": Self.ghcr, "team-c": Self.ghcr])
            #expect(world.server.requestCount(verb: "delete", resource: "secrets") == 3)
            #expect(Set(world.uids(Self.name).values).isDisjoint(with: uids.values))
            #expect(world.content("team-a", "pullpass-ghcr")?.contains("jane") == true)
        }
    }

    @Test("Somebody else's Secret of its name stays, and an Event says what Pods miss")
    func foreign() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createSecret("team-b", Self.name, data: ["a": "b"])
            try world.start(Self.configuration())
            await world.pass(5)
            #expect(world.server.secret("team-b", Self.name)?.data["a"] == Array("b".utf8))
            let event = try #require(world.server.events(in: "team-b").first { $0.reason == "ForeignSecret" })
            #expect(event.message.contains("with which the kubelet pulls public images"))
            #expect(event.message.contains("injection.anonymousSecretName"))
        }
    }

    @Test("Who undoes it is told what it is")
    func undone() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            try world.start(Self.configuration())
            await world.pass(5)
            for _ in 0..<20 {
                if world.content("team-a", Self.name) == Self.ghcr {
                    try world.server.editSecret("team-a", Self.name, data: [".dockerconfigjson": "{}"])
                }
                await world.pass(2)
            }
            let event = try #require(world.server.events(in: "team-a").first { $0.reason == "SecretUndone" })
            #expect(event.message.contains("team-a/pullpass-anonymous (no credential: "))
        }
    }

    @Test("When no registry has it any more it goes from everywhere, after a restart, too", arguments: [true, false])
    func switchedOff(restarts: Bool) async throws {
        try await withWorld { world in
            try world.prepare()
            let first = try world.start(Self.configuration())
            await world.pass(5)
            let plain = try Self.configuration(Self.text(fallback: false))
            if restarts {
                await world.stop(first)
                try world.start(plain, with: .init(identity: "pod-2"))
            } else {
                first.keeper.reload(plain)
            }
            await world.pass(3650, step: 5000)
            #expect(Self.contents(world).isEmpty)
            #expect(world.revisions("pullpass-ghcr").count == 3)
            let master = world.server.secret("pullpass", "pullpass-master.ghcr")?.metadata.annotations
            #expect(master?["pullpass.dev/anonymous-secret-names"] == nil)
        }
    }

    @Test("One round places it, and the removal of everything takes it away")
    func rounds() async throws {
        try await withWorld { world in
            try world.prepare()
            let keeper = try world.make(Self.configuration()).keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(20, step: 500)
            let report = await round.value
            #expect(report.isComplete, "\(report)")
            #expect(report.placed == 9)
            #expect(Self.contents(world).count == 3)
            // Of a configuration that knows of none any more: the masters tell.
            let other = try world.make(Self.configuration(Self.text(fallback: false)), with: .init(identity: "pod-2"))
                .keeper
            let removal = Task(executorPreference: world.loop) { try await other.removeAll() }
            await world.pass(60, step: 500)
            #expect(try await removal.value.removed == 12)
            #expect(Self.contents(world).isEmpty)
        }
    }

    @Test("A lazy one comes with the first Pod that needs a Secret")
    func lazy() async throws {
        try await withWorld { world in
            try world.prepare()
            let text = Self.text().replacing(
                "    anonymousFallback: true",
                with: "    anonymousFallback: true\n    placement: lazy"
            )
            let replica = try world.start(Self.configuration(text))
            await world.pass(5)
            #expect(Self.contents(world).isEmpty)
            try world.server.createPod("team-b", "shop", pullSecrets: ["pullpass-ghcr", Self.name])
            replica.keeper.hint(namespace: "team-b", registries: [1], names: ["hub", "ghcr", "plain"])
            await world.proof(of: Self.name)
            #expect(Self.contents(world) == ["team-b": Self.ghcr])
        }
    }

    @Test("Without the right to it the credentials are kept as ever, and the missing right is named")
    func forbidden() async throws {
        try await withWorld { world in
            try world.prepare()
            let copies = AccessRule(
                verbs: ["get", "list", "watch", "create", "patch", "delete"],
                resources: ["secrets"],
                resourceNames: ["pullpass-hub", "pullpass-ghcr", "pullpass-plain"]
            )
            world.server.setUser("keeper", rules: RightsTests.rules(copies: [copies]))
            try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(5)
            #expect(Set(world.revisions("pullpass-ghcr").values).count == 1)
            #expect(Self.contents(world).isEmpty)
            #expect(world.logs.contains("pullpass-anonymous"))
            for replica in world.replicas { await world.stop(replica) }
            // Nor does it keep the credentials in place when all is to go.
            let keeper = try world.make(Self.configuration(), with: .init(identity: "pod-2", user: "keeper")).keeper
            let removal = Task(executorPreference: world.loop) { try await keeper.removeAll() }
            await world.pass(60, step: 500)
            let report = try await removal.value
            #expect(report.removed == 9 && report.failures == 1, "\(report)")
            #expect(world.revisions("pullpass-ghcr").isEmpty)
        }
    }

    @Test(
        "A master without a credential is none, whoever wrote it, and empties nothing",
        arguments: [
            #"{"auths":{}}"#, #"{"auths":{"ghcr.io/team/":{}}}"#, #"{"auths":{"ghcr.io/team/":{"auth":"Og=="}}}"#, "{}",
        ]
    )
    func emptiedMaster(content: String) async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start(Self.configuration())
            await world.pass(5)
            let before = world.content("team-a", "pullpass-ghcr")
            let master = try #require(world.server.secret("pullpass", "pullpass-master.ghcr"))
            let forged = SecretManifest(
                namespace: "pullpass",
                name: "pullpass-master.ghcr",
                data: [".dockerconfigjson": Array(content.utf8)],
                labels: master.metadata.labels,
                annotations: master.metadata.annotations.merging(["pullpass.dev/revision": "forged"]) { $1 }
            )
            _ = try await world.client().applySecret(forged, fieldManager: "pullpass", force: true, priority: .absent)
            for _ in 0..<50 {
                await world.pass(0.1, step: 20)
                #expect(world.content("team-a", "pullpass-ghcr") == before)
                #expect(world.content("team-a", Self.name) == Self.ghcr)
            }
            #expect(world.content("pullpass", "pullpass-master.ghcr") == before)
        }
    }

    @Test("With Roles in some namespaces and no ClusterRole it is the same")
    func namespaced() async throws {
        try await withWorld { world in
            try world.prepare()
            let only = ["team-a", "team-b"]
            let names: Set<String> = ["pullpass-hub", "pullpass-ghcr", "pullpass-plain", Self.name]
            let verbs: Set<String> = ["get", "list", "watch", "create", "patch", "delete"]
            let rules = only.flatMap { namespace in
                [
                    AccessRule(verbs: ["get"], resources: ["namespaces"], resourceNames: [namespace]),
                    AccessRule(verbs: verbs, resources: ["secrets"], resourceNames: names, namespace: namespace),
                    AccessRule(verbs: ["create", "patch"], resources: ["events"], namespace: namespace),
                ]
            }
            let own = [
                AccessRule(verbs: ["*"], resources: ["secrets"], namespace: "pullpass"),
                AccessRule(verbs: ["*"], groups: ["coordination.k8s.io"], resources: ["leases"], namespace: "pullpass"),
                AccessRule(verbs: ["create", "patch"], resources: ["events"], namespace: "pullpass"),
            ]
            world.server.setUser("keeper", rules: rules + own)
            try world.start(Self.configuration(), with: .init(user: "keeper", only: only))
            await world.pass(5)
            #expect(Self.contents(world) == ["team-a": Self.ghcr, "team-b": Self.ghcr])
            try world.server.setLabels(["tier": "prod"], ofNamespace: "team-a")
            try world.server.deleteSecret("team-b", Self.name)
            await world.pass(65, step: 1000)
            #expect(Self.contents(world) == ["team-a": Self.both, "team-b": Self.ghcr])
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test("What another installation has under that name is left alone, and is no conflict when all is removed")
    func installations() async throws {
        try await withWorld { world in
            try world.prepare()
            let other = SecretManifest(
                namespace: "elsewhere",
                name: Self.name,
                data: [".dockerconfigjson": Array(Self.ghcr.utf8)],
                annotations: ["pullpass.dev/owner": "second/pullpass", "pullpass.dev/revision": "anonymous-1"]
            )
            try world.server.createNamespace("elsewhere")
            _ = try await world.client().applySecret(other, fieldManager: "pullpass", force: false, priority: .absent)
            try world.start(Self.configuration())
            await world.pass(5)
            for replica in world.replicas { await world.stop(replica) }
            let keeper = try world.make(Self.configuration(), with: .init(identity: "pod-2")).keeper
            let removal = Task(executorPreference: world.loop) { try await keeper.removeAll() }
            await world.pass(60, step: 500)
            let report = try await removal.value
            #expect(report.removed == 12 && report.conflicts == 0, "\(report)")
            #expect(world.uids(Self.name).keys.sorted() == ["elsewhere"])
        }
    }

    @Test(
        "A source that is emptied empties nothing",
        arguments: [
            "{}", #"{"auths":{}}"#, #"{"auths":{"ghcr.io":{}}}"#, #"{"auths":{"ghcr.io":{"auth":""},"quay.io":{}}}"#,
            #"{"auths":{"ghcr.io":{"auth":"Og=="}}}"#,
        ]
    )
    func emptiedSource(content: String) async throws {
        try await withWorld { world in
            try world.prepare()
            func source(_ content: String) -> [String: String] { [".dockerconfigjson": content] }
            let good = #"{"auths":{"ghcr.io":{"auth":"amFuZTpwYXNz"},"quay.io":{"auth":"amFuZTpwYXNz"}}}"#
            try world.server.createSecret(
                "pullpass",
                "login",
                type: "kubernetes.io/dockerconfigjson",
                data: source(good)
            )
            try world.start(
                Self.configuration(
                    """
                    apiVersion: pullpass.dev/v1alpha1
                    kind: Configuration
                    registries:
                      - name: hub
                        matchImages: [ghcr.io, quay.io]
                        credentials: { dockerConfig: { secretRef: { name: login } } }
                    """
                )
            )
            await world.pass(5)
            let before = try #require(world.content("team-a"))
            #expect(before.contains("ghcr.io") && before.contains("quay.io"))
            #expect(world.content("team-a", Self.name) == #"{"auths":{"https://ghcr.io":{},"https://quay.io":{}}}"#)
            try world.server.editSecret("pullpass", "login", data: source(content))
            await world.pass(30)
            #expect(world.content("team-a") == before)
            #expect(world.content("pullpass", "pullpass-master.hub") == before)
            #expect(world.server.events(in: "pullpass").contains { $0.reason == "CredentialFailed" })
            // One entry that is left alone takes its key out of both.
            let part = #"{"auths":{"ghcr.io":{},"quay.io":{"auth":"amFuZTpwYXNz"}}}"#
            try world.server.editSecret("pullpass", "login", data: source(part))
            await world.pass(30)
            #expect(world.content("team-a")?.contains("ghcr.io") == false)
            #expect(world.content("team-a", Self.name) == #"{"auths":{"https://quay.io":{}}}"#)
        }
    }
}
