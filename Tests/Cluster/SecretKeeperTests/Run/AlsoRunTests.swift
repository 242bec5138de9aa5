import Configuration
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// `also` in a cluster: the same credential for other readers, kept as copies are.
@Suite("Keeper: also", .seeded)
struct AlsoRunTests {
    private static let chart = "{ name: charts, namespaces: [argocd], as: { argoCD: { url: hub.example/charts } } }"

    static func configuration(_ entries: String = chart, more: String = "") throws -> Configuration {
        try KeeperWorld.configuration(KeeperWorld.text(extra: "also: [\(entries)]", more: more))
    }

    /// Exactly what the chart gives: the Secrets of Pods by name everywhere, those of `also` by name in their namespaces.
    private static func rights(_ places: [(namespace: String, name: String)]) -> [AccessRule] {
        let copies = AccessRule(
            verbs: ["get", "list", "watch", "create", "patch", "delete"],
            groups: [""],
            resources: ["secrets"],
            resourceNames: ["pullpass-hub"]
        )
        let also = places.map { place in
            AccessRule(
                verbs: ["list", "watch", "create", "patch", "delete"],
                resources: ["secrets"],
                resourceNames: [place.name],
                namespace: place.namespace
            )
        }
        return RightsTests.rules(copies: [copies] + also)
    }

    private static func prepare(_ world: KeeperWorld, places: [(String, String)] = [("argocd", "charts")]) throws {
        try world.prepare()
        for name in Set(places.map(\.0)) { try world.server.createNamespace(name) }
        world.server.setUser("keeper", rules: rights(places))
    }

    static func text(_ world: KeeperWorld, _ namespace: String, _ name: String, _ key: String) -> String? {
        world.server.secret(namespace, name)?.data[key].map { String(decoding: $0, as: UTF8.self) }
    }

    private static func gauge(_ replica: KeeperWorld.Replica, _ name: String, _ label: String) -> String? {
        String(decoding: replica.metrics.render(), as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("pullpass_keeper_copies_\(name){registry=\"\(label)\"} ") }
            .map { String($0.split(separator: " ").last ?? "") }
    }

    @Test("Argo CD finds a repository in a namespace that nobody has opted in, and it stays as fresh as the copies")
    func argo() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let replica = try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            let secret = try #require(world.server.secret("argocd", "charts"))
            #expect(secret.type == "Opaque")
            #expect(
                secret.data.mapValues { String(decoding: $0, as: UTF8.self) } == [
                    "url": "hub.example/charts", "type": "helm", "enableOCI": "true", "username": "jane",
                    "password": KeeperWorld.password,
                ]
            )
            #expect(secret.metadata.labels["argocd.argoproj.io/secret-type"] == "repository")
            #expect(secret.metadata.labels["app.kubernetes.io/managed-by"] == "pullpass")
            #expect(secret.metadata.labels["pullpass.dev/registry"] == "hub")
            #expect(secret.metadata.annotations["pullpass.dev/owner"] == "pullpass/pullpass")
            #expect(world.server.secret("argocd", "pullpass-hub") == nil)
            #expect(world.server.secret("team-a", "charts") == nil)
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(master.metadata.annotations["pullpass.dev/also-secrets"] == "argocd/charts")
            #expect(master.metadata.annotations["pullpass.dev/secret-names"] == "pullpass-hub")
            #expect(Self.gauge(replica, "wanted", "hub/charts")?.hasPrefix("1") ?? false)
            #expect(Self.gauge(replica, "present", "hub/charts")?.hasPrefix("1") ?? false)
            #expect(Self.gauge(replica, "wanted", "hub")?.hasPrefix("3") ?? false)

            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w-p4ss"])
            await world.pass(5)
            #expect(Self.text(world, "argocd", "charts", "password") == "n3w-p4ss")
            #expect(world.server.secret("argocd", "charts")?.metadata.uid == secret.metadata.uid)
            // Quiet, and nothing was asked for that the role does not give.
            world.server.resetAccounting()
            await world.pass(600, step: 1000)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
            #expect(!world.logs.all.contains { $0.contains("n3w-p4ss") || $0.contains(KeeperWorld.password) })
        }
    }

    @Test("What somebody changes of it is put back: a value, a key, the label by which it is found, the Secret itself")
    func restored() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            func isWhole() -> Bool {
                let secret = world.server.secret("argocd", "charts")
                return secret?.metadata.labels["argocd.argoproj.io/secret-type"] == "repository"
                    && Self.text(world, "argocd", "charts", "password") == KeeperWorld.password
                    && Self.text(world, "argocd", "charts", "url") == "hub.example/charts"
            }
            let path = ResourcePath.secrets(namespace: "argocd", name: "charts")
            let changes: [() throws -> Void] = [
                { try world.server.editSecret("argocd", "charts", data: ["password": "evil"]) },
                { try world.server.editSecret("argocd", "charts", data: ["url": nil]) },
                {
                    try world.server.edit(
                        path,
                        mergePatch: #"{"metadata":{"labels":{"argocd.argoproj.io/secret-type":null}}}"#
                    )
                },
                {
                    try world.server.edit(
                        path,
                        mergePatch: #"{"metadata":{"labels":{"argocd.argoproj.io/secret-type":"cluster"}}}"#
                    )
                },
                { try world.server.deleteSecret("argocd", "charts") },
            ]
            for (number, change) in changes.enumerated() {
                try change()
                #expect(!isWhole())
                await world.pass(2)
                #expect(isWhole(), "change \(number)")
                // Longer than what is remembered of an edit war.
                await world.pass(700, step: 5000)
            }
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test("Somebody else's Secret is left alone, and he is told")
    func foreign() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            try world.server.createSecret("argocd", "charts", data: ["password": "theirs"])
            let replica = try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(30)
            #expect(Self.text(world, "argocd", "charts", "password") == "theirs")
            #expect(world.reasons(in: "argocd") == ["ForeignSecret"])
            #expect(Self.gauge(replica, "wanted", "hub/charts")?.hasPrefix("1") ?? false)
            try world.server.deleteSecret("argocd", "charts")
            await world.pass(2)
            #expect(Self.text(world, "argocd", "charts", "password") == KeeperWorld.password)
        }
    }

    @Test("A place is remembered, and its Secret made, though the first write of it came too late")
    func lateWrite() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let replica = try world.start(KeeperWorld.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            // What stands there is as we know it: somebody's change was told before the answer.
            let write = RequestMatch(verbs: ["patch"], resource: "secrets", name: "pullpass-master.hub")
            world.server.inject(.refuse(409), on: write)
            replica.keeper.reload(try Self.configuration())
            await world.pass(60)
            #expect(world.server.requestCount(user: "keeper", status: 409) == 1)
            #expect(world.server.secret("argocd", "charts") != nil)
        }
    }

    @Test("Another text is written in place; another type needs another Secret")
    func changed() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let replica = try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            let uid = world.server.secret("argocd", "charts")?.metadata.uid
            try replica.keeper.reload(
                Self.configuration(
                    "{ name: charts, namespaces: [argocd], labels: { team: a }, as: { template: { data: { p: \"{{ password | base64 }}\" } } } }"
                )
            )
            await world.pass(5)
            var secret = try #require(world.server.secret("argocd", "charts"))
            #expect(secret.metadata.uid == uid && Set(secret.data.keys) == ["p"])
            #expect(secret.metadata.labels["argocd.argoproj.io/secret-type"] == nil)
            #expect(secret.metadata.labels["team"] == "a")
            try replica.keeper.reload(
                Self.configuration("{ name: charts, namespaces: [argocd], as: { dockerConfig: {} } }")
            )
            await world.pass(5)
            secret = try #require(world.server.secret("argocd", "charts"))
            #expect(secret.metadata.uid != uid && secret.type == "kubernetes.io/dockerconfigjson")
            #expect(world.content("argocd", "charts") == world.content("team-a"))
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test(
        "It goes where it is not wanted any more, after removeAfter: the entry, one namespace of it, the registry",
        arguments: ["", "{ name: charts, namespaces: [flux-system], as: { basicAuth: {} } }", "registry"]
    )
    func removed(then: String) async throws {
        try await withWorld { world in
            try Self.prepare(world, places: [("argocd", "charts"), ("flux-system", "charts")])
            let both = "{ name: charts, namespaces: [argocd, flux-system], as: { basicAuth: {} } }"
            let replica = try world.start(Self.configuration(both), with: .init(user: "keeper"))
            await world.pass(5)
            #expect(world.uids("charts").count == 2)
            let other = try KeeperWorld.configuration(
                "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n\(LeftTests.quay)"
            )
            try replica.keeper.reload(then == "registry" ? other : Self.configuration(then))
            await world.pass(60, step: 1000)
            #expect(world.uids("charts").count == 2, "removeAfter is an hour")
            // A registry and all its Secrets are more than half: somebody has to say so.
            guard then != "registry" else {
                await world.pass(3700, step: 5000)
                #expect(world.uids("charts").count == 2 && world.reasons(in: "pullpass").contains("RemovalHeld"))
                let retired = """
                    retired:
                      - { name: hub }
                      - { name: hub, secretName: charts, namespaces: [argocd, flux-system] }
                    """
                let text =
                    "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n\(LeftTests.quay)\n\(retired)"
                try replica.keeper.reload(KeeperWorld.configuration(text))
                await world.pass(60, step: 1000)
                #expect(world.uids("charts").isEmpty && world.revisions().isEmpty)
                #expect(world.server.secret("pullpass", "pullpass-master.hub") == nil)
                return
            }
            await world.pass(3640, step: 5000)
            #expect(world.uids("charts").keys.sorted() == (then.isEmpty ? [] : ["flux-system"]))
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(
                master.metadata.annotations["pullpass.dev/also-secrets"] == (then.isEmpty ? nil : "flux-system/charts")
            )
            #expect(world.server.openWatches(of: "secrets", user: "keeper") == (then.isEmpty ? 3 : 4))
            #expect(world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test(
        "Somebody's Secret that was made where no watch looked any more is neither written, nor removed with the entry"
    )
    func madeMeanwhile() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let replica = try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            try replica.keeper.reload(Self.configuration(""))
            await world.pass(3700, step: 5000)
            #expect(world.uids("charts").isEmpty)
            try world.server.createSecret("argocd", "charts", type: "Opaque", data: ["theirs": "x"])
            func isTheirs() -> Bool {
                guard let secret = world.server.secret("argocd", "charts") else { return false }
                return Set(secret.data.keys) == ["theirs"] && secret.metadata.annotations["pullpass.dev/owner"] == nil
            }
            world.server.inject(
                .stall,
                on: RequestMatch(verbs: ["list", "watch"], resource: "secrets", namespace: "argocd"),
                times: nil
            )
            try replica.keeper.reload(Self.configuration())
            await world.pass(2)
            #expect(isTheirs())
            world.server.removeFaults()
            await world.pass(10)
            #expect(isTheirs() && world.reasons(in: "argocd") == ["ForeignSecret"])
            try replica.keeper.reload(Self.configuration(""))
            await world.pass(3700, step: 5000)
            #expect(isTheirs())
        }
    }

    @Test("A leader that begins after the entry was dropped finds it by the master, and removes it")
    func dropped() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let first = try world.start(Self.configuration(), with: .init(identity: "a", user: "keeper"))
            await world.pass(5)
            await world.stop(first)
            try world.start(KeeperWorld.configuration(), with: .init(identity: "b", user: "keeper"))
            await world.pass(3700, step: 5000)
            #expect(world.uids("charts").isEmpty)
            #expect(world.revisions().count == 3)
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(master.metadata.annotations["pullpass.dev/also-secrets"] == nil)
        }
    }

    @Test("The removal of everything takes it, too, with the rights of the installation", arguments: [true, false])
    func everything(isConfigured: Bool) async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let first = try world.start(Self.configuration(), with: .init(identity: "a", user: "keeper"))
            await world.pass(5)
            await world.stop(first)
            let configuration = try isConfigured ? Self.configuration() : KeeperWorld.configuration()
            let report = try await CompleteRemovalTests.remove(
                world,
                configuration,
                with: .init(identity: "uninstall", user: "keeper")
            )
            #expect(report.isComplete, "\(report)")
            #expect(world.uids("charts").isEmpty && world.revisions().isEmpty)
            #expect(world.server.secrets(in: "pullpass").map(\.metadata.name) == ["hub-token"])
        }
    }

    @Test("A right that is missing in one namespace holds up no other, is counted, told, and found when it comes")
    func forbidden() async throws {
        try await withWorld { world in
            let both = "{ name: charts, namespaces: [argocd, flux-system], as: { basicAuth: {} } }"
            try Self.prepare(world, places: [("argocd", "charts"), ("flux-system", "charts")])
            let reading = AccessRule(
                verbs: ["list", "watch"],
                resources: ["secrets"],
                resourceNames: ["charts"],
                namespace: "flux-system"
            )
            world.server.setUser("keeper", rules: Self.rights([("argocd", "charts")]) + [reading])
            let replica = try world.start(Self.configuration(both), with: .init(user: "keeper"))
            await world.pass(120, step: 500)
            #expect(world.uids("charts").keys.sorted() == ["argocd"])
            #expect(world.reasons(in: "flux-system") == ["AccessDenied"])
            let metrics = String(decoding: replica.metrics.render(), as: UTF8.self)
            #expect(metrics.contains(#"pullpass_keeper_copies_missing{registry="hub/charts",reason="forbidden"} 1"#))
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 403) < 12)
            // Not even a look is allowed: the others go on, all the same.
            world.server.setUser("keeper", rules: Self.rights([("argocd", "charts")]))
            try world.server.deleteSecret("argocd", "charts")
            world.server.cutWatches(of: "secrets")
            await world.pass(20, step: 500)
            #expect(world.uids("charts").keys.sorted() == ["argocd"])
            world.server.setUser("keeper", rules: Self.rights([("argocd", "charts"), ("flux-system", "charts")]))
            await world.pass(400, step: 1000)
            #expect(world.uids("charts").keys.sorted() == ["argocd", "flux-system"])
        }
    }

    @Test("A namespace that comes later gets it, one that goes is no error")
    func namespaces() async throws {
        try await withWorld { world in
            try Self.prepare(world, places: [])
            world.server.setUser("keeper", rules: Self.rights([("argocd", "charts")]))
            try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(30, step: 500)
            #expect(
                world.uids("charts").isEmpty && world.reasons().isDisjoint(with: ["SecretRefused", "AccessDenied"])
            )
            try world.server.createNamespace("argocd")
            await world.pass(2)
            #expect(world.uids("charts").count == 1)
            try world.server.terminateNamespace("argocd")
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(30, step: 500)
            #expect(world.reasons(in: "argocd").isEmpty)
        }
    }

    @Test("Our own namespace gets nothing, and the operator is told")
    func ownNamespace() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start(Self.configuration("{ name: charts, namespaces: [pullpass], as: { basicAuth: {} } }"))
            await world.pass(30, step: 500)
            #expect(world.server.secret("pullpass", "charts") == nil)
            #expect(world.reasons(in: "pullpass").contains("AlsoInOwnNamespace"))
            #expect(world.revisions().count == 3)
        }
    }

    /// A registry with a login for all of it and one for a part, of which an entry gets the one that it names.
    private static func prepareLogins(_ world: KeeperWorld) throws {
        try world.prepare()
        try world.server.createNamespace("argocd")
        try world.server.createSecret(
            "pullpass",
            "login",
            type: "kubernetes.io/dockerconfigjson",
            data: [
                ".dockerconfigjson":
                    #"{"auths":{"hub.example/a":{"username":"ua","password":"pa"},"hub.example":{"username":"uh","password":"ph"}}}"#
            ]
        )
    }

    private static func logins(_ more: String = "") throws -> Configuration {
        try KeeperWorld.configuration(
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: hub
                matchImages: [hub.example]
                credentials: { dockerConfig: { secretRef: { name: login } } }
                also: [{ name: charts, namespaces: [argocd], \(more)as: { template: { data: { l: "{{ host }} {{ username }}:{{ password }}", a: "{{ auth }}" } } } }]
            """
        )
    }

    @Test("What did not fit is made at once when the entry or the credential is another one", arguments: [true, false])
    func mended(byEntry: Bool) async throws {
        try await withWorld { world in
            try Self.prepareLogins(world)
            let replica = try world.start(Self.logins())
            await world.pass(600, step: 500)
            #expect(world.reasons(in: "argocd") == ["CredentialUnfit"] && world.uids("charts").isEmpty)
            if byEntry {
                try replica.keeper.reload(Self.logins("registry: hub.example/a/b, "))
            } else {
                try world.server.editSecret(
                    "pullpass",
                    "login",
                    data: [".dockerconfigjson": #"{"auths":{"hub.example/a":{"username":"ua","password":"pa"}}}"#]
                )
            }
            await world.pass(2)
            #expect(Self.text(world, "argocd", "charts", "l")?.hasSuffix(" ua:pa") == true)
        }
    }

    @Test("Of several logins one has to be named: until then nobody gets any, and the namespace is told")
    func several() async throws {
        try await withWorld { world in
            try Self.prepareLogins(world)
            let replica = try world.start(Self.logins())
            await world.pass(60, step: 500)
            #expect(world.uids("charts").isEmpty && world.revisions().count == 3)
            #expect(world.reasons(in: "argocd") == ["CredentialUnfit"])
            #expect(
                world.server.events(in: "argocd").first?.message.contains("there are several, and nothing says which")
                    ?? false
            )
            for (registry, text) in [
                ("hub.example/a/b", "hub.example ua:pa"), ("hub.example/other", "hub.example uh:ph"),
            ] {
                try replica.keeper.reload(Self.logins("registry: \(registry), "))
                await world.pass(5)
                #expect(Self.text(world, "argocd", "charts", "l") == text)
            }
            #expect(Self.text(world, "argocd", "charts", "a") == "dWg6cGg=")
            // The last one was asked for by name and is gone: what stands there stays, and is told.
            try world.server.editSecret(
                "pullpass",
                "login",
                data: [".dockerconfigjson": #"{"auths":{"hub.example/a":{"username":"ua","password":"p2"}}}"#]
            )
            await world.pass(30, step: 500)
            #expect(Self.text(world, "argocd", "charts", "l") == "hub.example uh:ph")
            #expect(
                world.server.events(in: "argocd").contains {
                    $0.message.contains("there is none for hub.example/other")
                }
            )
        }
    }

    @Test("An immutable one is told and left until somebody deletes it")
    func immutable() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            try world.start(Self.configuration(), with: .init(user: "keeper"))
            await world.pass(5)
            try world.server.edit(.secrets(namespace: "argocd", name: "charts"), mergePatch: #"{"immutable":true}"#)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(30, step: 500)
            #expect(Self.text(world, "argocd", "charts", "password") == KeeperWorld.password)
            #expect(world.reasons(in: "argocd") == ["ImmutableSecret"])
            try world.server.deleteSecret("argocd", "charts")
            await world.pass(310, step: 1000)
            #expect(Self.text(world, "argocd", "charts", "password") == "n3w")
        }
    }

    @Test("A name that Pods' Secrets had before is not taken for one of them, nor the other way round")
    func renamed() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("argocd", labels: KeeperWorld.optedIn)
            let replica = try world.start(KeeperWorld.configuration(KeeperWorld.text(extra: "secretName: login")))
            await world.pass(5)
            #expect(world.uids("login").count == 4)
            // The old name is now that of an entry, and the copies get the standard one.
            try replica.keeper.reload(
                Self.configuration("{ name: login, namespaces: [argocd], as: { basicAuth: {} } }")
            )
            await world.pass(60, step: 500)
            #expect(world.revisions().count == 4)
            // The copy is in the way until its hour is over.
            #expect(world.content("argocd", "login") != nil)
            await world.pass(4000, step: 5000)
            #expect(world.uids("login").keys.sorted() == ["argocd"])
            #expect(Self.text(world, "argocd", "login", "password") == KeeperWorld.password)
            let uid = world.uids("login")["argocd"]
            await world.pass(8000, step: 10_000)
            #expect(world.uids("login")["argocd"] == uid)
        }
    }

    @Test("Roles in some namespaces, and no ClusterRole: named ones that are among them are served")
    func namespaced() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: ["team-a"])
            try world.server.createNamespace("argocd")
            try world.start(Self.configuration(), with: .init(only: ["team-a", "argocd"]))
            await world.pass(10)
            #expect(world.revisions().keys.sorted() == ["team-a"])
            #expect(world.uids("charts").count == 1)
        }
    }

    @Test("One round places, renews and counts it, and ends")
    func round() async throws {
        try await withWorld { world in
            try Self.prepare(world)
            let keeper = try world.make(Self.configuration(), with: .init(user: "keeper")).keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(20)
            let report = await round.value
            #expect(report.isComplete && report.placed == 4 && report.copies == 4, "\(report)")
        }
    }
}
