import Configuration
import Controllers
import Credentials
import Kubernetes
import Metrics
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

/// Registries with `perNamespace`: every namespace's copy holds the credential of its own ServiceAccount.
@Suite("Keeper: credentials of namespaces", .seeded)
struct OwnCredentialTests {
    private static let secret = "pullpass-own"
    private static let annotations = ["role": "puller"]

    private static var configuration: Configuration { Configuration(registries: [.perNamespace("puller")]) }

    private struct Cluster {
        let world: KeeperWorld
        let provider: ExchangingProvider
        let options: ReplicaOptions

        @discardableResult func start(_ configuration: Configuration = OwnCredentialTests.configuration) throws
            -> KeeperWorld.Replica
        {
            try world.start(configuration, with: options)
        }

        /// The ServiceAccount and the role that a copy's content names; nil where there is no copy.
        func owner(_ namespace: String) -> String? {
            guard let content = world.content(namespace, OwnCredentialTests.secret),
                let start = content.firstRange(of: " of system:serviceaccount:")?.upperBound,
                let end = content[start...].firstRange(of: " at ")?.lowerBound
            else { return nil }
            return String(content[start..<end])
        }

        func annotation(_ namespace: String, _ key: String) -> String? {
            world.server.secret(namespace, OwnCredentialTests.secret)?.metadata.annotations["pullpass.dev/\(key)"]
        }
    }

    private static func with<R: Sendable>(
        _ namespaces: [String] = ["team-a", "team-b"],
        accounts: Bool = true,
        user: String? = nil,
        _ body: @escaping @Sendable (Cluster) async throws -> R
    ) async throws -> R {
        try await withWorld { world in
            try world.prepare(namespaces: namespaces)
            for name in namespaces where accounts {
                try world.server.createServiceAccount(name, "puller", annotations: ["role": "role-of-\(name)"])
            }
            let provider = ExchangingProvider()
            var options = ReplicaOptions()
            options.user = user
            let wall = world.clock.wall
            options.exchange = { registry, accounts in provider.fetcher(registry, accounts, clock: wall) }
            return try await body(Cluster(world: world, provider: provider, options: options))
        }
    }

    @Test func `are each in its own namespace, from one fetch, with what a restart has to know`() async throws {
        try await Self.with { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            #expect(cluster.owner("team-a") == "team-a:puller as role-of-team-a")
            #expect(cluster.owner("team-b") == "team-b:puller as role-of-team-b")
            #expect(cluster.provider.fetches == ["team-a": 1, "team-b": 1])
            #expect(Set(cluster.world.revisions(Self.secret).values).count == 2)
            #expect(cluster.annotation("team-a", "fetched-at") != nil)
            #expect(cluster.annotation("team-a", "expires-at") != nil)
            #expect(cluster.annotation("team-a", "configuration") != nil)
            // The mark remembers the name, and holds nothing.
            let mark = try #require(cluster.world.server.secret("pullpass", "pullpass-master.own"))
            #expect(String(decoding: mark.data[".dockerconfigjson"] ?? [], as: UTF8.self) == #"{"auths":{}}"#)
            #expect(mark.metadata.annotations["pullpass.dev/secret-names"] == Self.secret)
            // No credential and no token in any line, Event or mark.
            let told = "\(cluster.world.logs.all) \(cluster.world.server.events())"
            #expect(!told.contains(KeeperWorld.password) && !told.contains("eyJ"))
        }
    }

    @Test func `hold nobody up where one namespace may not be read`() async throws {
        try await Self.with(user: "keeper") { cluster in
            cluster.world.server.setUser(
                "keeper",
                rules: ["pullpass", "team-a"].map {
                    AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"], namespace: $0)
                } + [AccessRule(verbs: ["get"], resources: ["namespaces"], resourceNames: ["team-a"])]
            )
            var options = cluster.options
            options.only = ["team-a", "team-b"]
            try cluster.world.start(Self.configuration, with: options)
            await cluster.world.pass(5)
            #expect(cluster.owner("team-a") == "team-a:puller as role-of-team-a")
            #expect(cluster.owner("team-b") == nil)
        }
    }

    @Test func `are renewed in the middle of their lives, each for itself, in place`() async throws {
        try await Self.with { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            let before = cluster.world.revisions(Self.secret)
            let uids = cluster.world.uids(Self.secret)
            await cluster.world.pass(2100, step: 1000)
            #expect(cluster.provider.fetches == ["team-a": 2, "team-b": 2])
            let after = cluster.world.revisions(Self.secret)
            #expect(after["team-a"] != before["team-a"] && after["team-b"] != before["team-b"])
            #expect(cluster.world.uids(Self.secret) == uids)
            #expect(cluster.owner("team-a") == "team-a:puller as role-of-team-a")
        }
    }

    @Test func `are not fetched again by another leader, before it is time`() async throws {
        try await Self.with { cluster in
            let first = try cluster.start()
            await cluster.world.pass(5)
            await cluster.world.stop(first)
            var options = cluster.options
            options.identity = "pod-2"
            try cluster.world.start(Self.configuration, with: options)
            await cluster.world.pass(600, step: 1000)
            #expect(cluster.provider.total == 2)
            await cluster.world.pass(1800, step: 1000)
            #expect(cluster.provider.total == 4)
        }
    }

    @Test func `begin no faster than the rate, a few at once, for very many namespaces`() async throws {
        let names = (0..<120).map { "team-\($0)" }
        try await Self.with(names) { cluster in
            cluster.world.server.settings.latency = .milliseconds(50)
            try cluster.start()
            await cluster.world.pass(30, step: 50)
            // Who ends a term gives the Lease up, and the clock stands still by then.
            cluster.world.server.settings.latency = .zero
            await cluster.world.pass(1)
            #expect(cluster.world.revisions(Self.secret).count == 120)
            #expect(cluster.provider.total == 120)
            #expect(cluster.provider.mostUnderWay <= 4)
            let starts = cluster.provider.starts
            for start in starts {
                let within = starts.count { $0 >= start && $0 - start < .seconds(1) }
                #expect(within <= 11)
            }
        }
    }

    @Test func `leave the others alone where a ServiceAccount is missing or not trusted, and tell its namespace`()
        async throws
    {
        try await Self.with(["team-a", "team-b", "team-c"], accounts: false) { cluster in
            try cluster.world.server.createServiceAccount("team-a", "puller", annotations: ["role": "good"])
            try cluster.world.server.createServiceAccount("team-b", "puller")
            let replica = try cluster.start()
            await cluster.world.pass(10)
            #expect(cluster.owner("team-a") == "team-a:puller as good")
            #expect(cluster.world.revisions(Self.secret).count == 1)
            for (namespace, part) in [("team-b", "no annotation role"), ("team-c", "no such ServiceAccount")] {
                let event = cluster.world.server.events(in: namespace).first { $0.reason == "CredentialFailed" }
                #expect(event?.message.contains(part) ?? false, "\(cluster.world.server.events(in: namespace))")
            }
            #expect(cluster.world.server.events(in: "team-a").allSatisfy { $0.type == "Normal" })
            #expect(replica.metrics.rendered.contains(#"pullpass_credential_namespaces_failing{registry="own"} 2"#))
            // It is mended, and comes.
            try cluster.world.server.annotateServiceAccount("team-b", "puller", ["role": "late"])
            await cluster.world.pass(400, step: 1000)
            #expect(cluster.owner("team-b") == "team-b:puller as late")
            #expect(cluster.world.reasons(in: "team-b").contains("CredentialFetched"))
            #expect(replica.metrics.rendered.contains(#"pullpass_credential_namespaces_failing{registry="own"} 1"#))
        }
    }

    @Test(
        "that cannot be fetched are told in their namespace each hour, however seldom they are asked for",
        arguments: [false, true]
    )
    func toldAgain(isPaused: Bool) async throws {
        try await Self.with(["team-a"], accounts: false) { cluster in
            let (world, server) = (cluster.world, cluster.world.server)
            func told() -> [RecordedEvent] {
                server.events(in: "team-a").filter { $0.reason == "CredentialFailed" }
            }
            if isPaused {
                try server.createServiceAccount("team-a", "puller", annotations: ["role": "wrong"])
                cluster.provider.set { ($0.refused, $0.pause) = (["wrong"], .seconds(3600)) }
            }
            try cluster.start()
            await world.pass(3000, step: 3000)
            let first = told().reduce(0) { $0 + $1.count }
            #expect(first == 1, "\(told())")
            if !isPaused { try server.createServiceAccount("team-a", "puller") }
            await world.pass(5000, step: 3000)
            let all = told().reduce(0) { $0 + $1.count }
            #expect((2...3).contains(all), "\(told())")
            // It is another reason by now.
            #expect(told().contains { $0.message.contains(isPaused ? "does not trust" : "no annotation role") })
        }
    }

    @Test func `that nobody asks for any more are not counted as failing`() async throws {
        try await Self.with(["team-a", "team-b"], accounts: false) { cluster in
            let (world, server) = (cluster.world, cluster.world.server)
            func registry(_ names: [String] = []) -> Configuration {
                var registry = Registry.perNamespace("puller")
                registry.namespaces = NamespaceRule(names: names)
                return Configuration(registries: [registry])
            }
            let replica = try cluster.start()
            await world.pass(10)
            #expect(replica.failing == 2)
            try server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-b")
            await world.pass(1)
            #expect(replica.failing == 1)
            // Nothing has been mended meanwhile.
            try server.setLabels(KeeperWorld.optedIn, ofNamespace: "team-b")
            await world.pass(1)
            #expect(replica.failing == 2)
            replica.keeper.reload(registry(["team-b"]))
            await world.pass(1)
            #expect(replica.failing == 1)
            try server.createServiceAccount("team-b", "puller", annotations: ["role": "late"])
            await world.pass(400, step: 1000)
            #expect(replica.failing == 0)
            replica.keeper.reload(registry())
            await world.pass(1)
            #expect(replica.failing == 1)
            // The registry has it no more, or is none any more.
            var shared = Registry.perNamespace("puller")
            shared.credentials = try KeeperWorld.configuration().registries[0].credentials
            replica.keeper.reload(Configuration(registries: [shared]))
            await world.pass(1)
            #expect(replica.failing == nil)
            replica.keeper.reload(registry())
            await world.pass(5)
            #expect(replica.failing == 1)
            replica.keeper.reload(try KeeperWorld.configuration())
            await world.pass(1)
            #expect(replica.failing == nil)
        }
    }

    @Test func `are counted as failing by the replica that leads, as it has seen it itself`() async throws {
        try await Self.with(["team-a"], accounts: false, user: "one") { cluster in
            let (world, server) = (cluster.world, cluster.world.server)
            server.setUser("one", rules: [.everything])
            cluster.provider.set { $0.life = 20 }
            let first = try cluster.start()
            await world.pass(5)
            #expect(first.failing == 1)
            var options = cluster.options
            (options.identity, options.user) = ("pod-2", nil)
            let second = try world.start(Self.configuration, with: options)
            await world.pass(5)
            #expect(first.failing == 1 && second.failing == nil)
            server.setUser("one", rules: [])
            await world.pass(60, step: 500)
            #expect(first.failing == nil && second.failing == 1)
            // It is mended while the other one leads.
            try server.createServiceAccount("team-a", "puller", annotations: ["role": "late"])
            server.setUser("one", rules: [.everything])
            await world.pass(400, step: 1000)
            #expect(first.failing == nil && second.failing == 0)
            #expect(second.stale == 40 && first.stale == nil)
            await world.stop(second)
            await world.pass(20)
            #expect(first.failing == 0)
        }
    }

    @Test(arguments: [false, true])
    func `that were refused are asked for at once when what they are asked for with has changed`(isUnderWay: Bool)
        async throws
    {
        try await Self.with(["team-a"], accounts: false) { cluster in
            let (world, server) = (cluster.world, cluster.world.server)
            for role in ["wrong", "right"] {
                try server.createServiceAccount("team-a", role, annotations: ["role": role])
            }
            cluster.provider.set { ($0.refused, $0.pause) = (["wrong"], .seconds(3600)) }
            let replica = try cluster.start(Configuration(registries: [.perNamespace("wrong")]))
            if isUnderWay {
                server.settings.latency = .seconds(1)
                for _ in 0..<600 where cluster.provider.total == 0 { await world.pass(0.1, step: 100) }
            } else {
                await world.pass(900, step: 1000)
            }
            // The provider wants to be left alone.
            #expect(cluster.provider.total == 1 && cluster.owner("team-a") == nil)
            replica.keeper.reload(Configuration(registries: [.perNamespace("right")]))
            if isUnderWay {
                await world.pass(10)
                server.settings.latency = .zero
            }
            await world.pass(5)
            #expect(cluster.owner("team-a") == "team-a:right as right")
            #expect(replica.failing == 0)
        }
    }

    @Test func `stay until their end when the ServiceAccount is gone, and are deleted then`() async throws {
        try await Self.with { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            try cluster.world.server.deleteServiceAccount("team-a", "puller")
            await cluster.world.pass(3300, step: 5000)
            #expect(cluster.owner("team-a") == "team-a:puller as role-of-team-a")
            await cluster.world.pass(400, step: 5000)
            #expect(cluster.owner("team-a") == nil)
            #expect(cluster.owner("team-b") == "team-b:puller as role-of-team-b")
            // One that comes back is a new one.
            try cluster.world.server.createServiceAccount("team-a", "puller", annotations: ["role": "again"])
            await cluster.world.pass(400, step: 5000)
            #expect(cluster.owner("team-a") == "team-a:puller as again")
        }
    }

    @Test(arguments: [Fault.failWebhook, .refuse(409), .refuse(403), .refuse(500)])
    func `that have ended are deleted ever more seldom where somebody has deletions refused`(_ fault: Fault)
        async throws
    {
        try await Self.with { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            cluster.world.server.inject(
                fault,
                on: RequestMatch(verbs: ["delete"], resource: "secrets", namespace: "team-a"),
                times: nil
            )
            try cluster.world.server.deleteServiceAccount("team-a", "puller")
            await cluster.world.pass(3600, step: 5000)
            let before = cluster.world.server.requestCount(verb: "delete", resource: "secrets")
            await cluster.world.pass(900, step: 500)
            let tries = cluster.world.server.requestCount(verb: "delete", resource: "secrets") - before
            #expect(tries > 0 && tries < 60, "\(tries)")
            // The others are served, and it goes as soon as it may.
            #expect(cluster.owner("team-b") == "team-b:puller as role-of-team-b")
            cluster.world.server.removeFaults()
            await cluster.world.pass(700, step: 5000)
            #expect(cluster.owner("team-a") == nil)
        }
    }

    @Test(arguments: ["label", "rule", "namespace"])
    func `are not written where they are not meant any more once they have been fetched`(_ change: String) async throws
    {
        try await Self.with(["team-a"]) { cluster in
            let (world, server) = (cluster.world, cluster.world.server)
            let replica = try cluster.start()
            await world.pass(5)
            try server.createNamespace("team-b", labels: KeeperWorld.optedIn)
            try server.createServiceAccount("team-b", "puller", annotations: ["role": "before"])
            server.settings.latency = .seconds(1)
            let begun = cluster.provider.total
            for _ in 0..<600 where cluster.provider.total == begun { await world.pass(0.1, step: 100) }
            // The ServiceAccount is being read.
            #expect(cluster.provider.fetches["team-b"] == 1)
            switch change {
            case "label": try server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-b")
            case "rule":
                var registry = Registry.perNamespace("puller")
                registry.namespaces = NamespaceRule(names: ["team-a"])
                replica.keeper.reload(Configuration(registries: [registry]))
            default:
                try server.terminateNamespace("team-b")
                server.finishTermination(ofNamespace: "team-b")
                try server.createNamespace("team-b", labels: KeeperWorld.optedIn)
                try server.createServiceAccount("team-b", "puller", annotations: ["role": "after"])
            }
            for _ in 0..<100 {
                await world.pass(0.1, step: 100)
                let owner = cluster.owner("team-b")
                #expect(owner == nil || owner == "team-b:puller as after")
            }
            server.settings.latency = .zero
            await world.pass(30)
            #expect(cluster.owner("team-b") == (change == "namespace" ? "team-b:puller as after" : nil))
        }
    }

    @Test(arguments: [(20.0, "20 s only", 40), (300.0, "300 s only: that leaves little time", 0), (3600.0, nil, 0)])
    func `that live for seconds are told, as those of all namespaces are`(life: Double, told: String?, stale: Int)
        async throws
    {
        try await Self.with { cluster in
            cluster.provider.set { $0.life = life }
            let replica = try cluster.start()
            await cluster.world.pass(400, step: 5000)
            #expect(cluster.world.reasons(in: "pullpass").contains("CredentialShortLived") == (told != nil))
            if let told { #expect(cluster.world.logs.contains("of registry own live for \(told)")) }
            #expect(
                replica.metrics.rendered.contains(#"pullpass_credential_stale_seconds{registry="own"} \#(stale)"#)
            )
        }
    }

    @Test func `stay where nobody answers, for that says nothing about the namespace`() async throws {
        try await Self.with(["team-a"]) { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            cluster.provider.set { $0.isDown = true }
            await cluster.world.pass(4000, step: 5000)
            #expect(cluster.owner("team-a") != nil)
            cluster.provider.set { $0.isDown = false }
            let before = cluster.world.revisions(Self.secret)
            await cluster.world.pass(400, step: 5000)
            #expect(cluster.world.revisions(Self.secret) != before)
        }
    }

    @Test func `cost the provider little where somebody deletes or edits his copy all day`() async throws {
        try await Self.with { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            let before = cluster.provider.total
            for round in 0..<900 {
                if cluster.world.server.secret("team-a", Self.secret) != nil {
                    if round.isMultiple(of: 2) {
                        try cluster.world.server.deleteSecret("team-a", Self.secret)
                    } else {
                        try cluster.world.server.editSecret("team-a", Self.secret, data: [".dockerconfigjson": "{}"])
                    }
                }
                try cluster.world.server.setLabels(["round": "\(round)"], ofNamespace: "team-a")
                await cluster.world.pass(1, step: 1000)
            }
            #expect(cluster.provider.total - before < 16)
            #expect(cluster.provider.fetches["team-b"] == 1)
            #expect(cluster.world.reasons(in: "team-a").contains("SecretUndone"))
        }
    }

    @Test func `are not brought forward by what somebody writes into the annotations`() async throws {
        try await Self.with(["team-a"]) { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            for round in 0..<300 {
                let past = "2020-01-01T00:00:0\(round % 10)Z"
                try cluster.world.server.edit(
                    .secrets(namespace: "team-a", name: Self.secret),
                    mergePatch: """
                        {"metadata":{"annotations":{"pullpass.dev/fetched-at":"\(past)","pullpass.dev/expires-at":"\(past)"}}}
                        """,
                    agent: round.isMultiple(of: 2) ? "kubectl-edit" : "pullpass"
                )
                await cluster.world.pass(2, step: 1000)
            }
            #expect(cluster.provider.total < 14)
        }
    }

    @Test func `are repaired, by a new fetch, where somebody has edited a copy`() async throws {
        try await Self.with(["team-a"]) { cluster in
            try cluster.start()
            await cluster.world.pass(5)
            try cluster.world.server.editSecret("team-a", Self.secret, data: [".dockerconfigjson": "{}"])
            await cluster.world.pass(5)
            #expect(cluster.owner("team-a") == "team-a:puller as role-of-team-a")
            #expect(cluster.provider.total == 2)
            // And what it says of the credential.
            try cluster.world.server.edit(
                .secrets(namespace: "team-a", name: Self.secret),
                mergePatch: #"{"metadata":{"annotations":{"pullpass.dev/configuration":"x"}}}"#
            )
            await cluster.world.pass(10)
            #expect(cluster.annotation("team-a", "configuration") != "x")
            #expect(cluster.provider.total == 3)
        }
    }

    @Test func `go with the rule, the registry and everything, as deletions`() async throws {
        try await Self.with { cluster in
            let replica = try cluster.start()
            await cluster.world.pass(5)
            try cluster.world.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: "team-b")
            await cluster.world.pass(3605, step: 5000)
            #expect(cluster.world.revisions(Self.secret).keys.sorted() == ["team-a"])
            // A restart finds by the mark what a registry has left that is gone.
            await cluster.world.stop(replica)
            let other = try KeeperWorld.configuration()
            try cluster.world.start(other, with: cluster.options)
            await cluster.world.pass(4000, step: 5000)
            #expect(cluster.world.revisions(Self.secret).isEmpty)
            #expect(cluster.world.server.secret("pullpass", "pullpass-master.own") == nil)
        }
    }

    /// The same registry with one credential for all namespaces, and options with which both of them are fetched.
    private static func sharedInstead(_ cluster: Cluster) throws -> (registry: Registry, options: ReplicaOptions) {
        var shared = Registry.perNamespace("puller")
        shared.credentials = try KeeperWorld.configuration().registries[0].credentials
        var options = ReplicaOptions()
        let (provider, wall) = (cluster.provider, cluster.world.clock.wall)
        options.exchange = { registry, accounts in
            registry.isPerNamespace
                ? provider.fetcher(registry, accounts, clock: wall)
                : ScriptedFetcher(registry, clock: wall, .init(password: "shared"))
        }
        return (shared, options)
    }

    @Test func `take the place of copies of a master, and give it back, never emptied`() async throws {
        try await Self.with(["team-a"]) { cluster in
            let (shared, options) = try Self.sharedInstead(cluster)
            let replica = try cluster.world.start(Configuration(registries: [shared]), with: options)
            await cluster.world.pass(5)
            let first = try #require(cluster.world.content("team-a", Self.secret))
            let uid = cluster.world.uids(Self.secret)
            #expect(cluster.owner("team-a") == nil)
            replica.keeper.reload(Self.configuration)
            for _ in 0..<50 {
                await cluster.world.pass(0.1)
                #expect(cluster.world.content("team-a", Self.secret)?.contains(#""auth":"#) ?? true)
            }
            #expect(cluster.owner("team-a") == "team-a:puller as role-of-team-a")
            #expect(cluster.world.uids(Self.secret) == uid)
            replica.keeper.reload(Configuration(registries: [shared]))
            for _ in 0..<400 {
                await cluster.world.pass(0.1)
                #expect(cluster.world.content("team-a", Self.secret)?.contains(#""auth":"#) ?? true)
            }
            #expect(cluster.world.content("team-a", Self.secret) == first)
            // Another Secret: what the kubelet has recorded of the namespace's own credential must not count for the one that all have.
            #expect(cluster.world.uids(Self.secret).count == 1)
            #expect(cluster.world.uids(Self.secret) != uid)
            #expect(cluster.annotation("team-a", "fetched-at") == nil)
        }
    }

    @Test func `stay as they are where a finalizer keeps them, and what all have comes when they are gone`()
        async throws
    {
        try await Self.with(["team-a"]) { cluster in
            let (shared, options) = try Self.sharedInstead(cluster)
            let replica = try cluster.world.start(Self.configuration, with: options)
            await cluster.world.pass(5)
            let (uid, own) = (cluster.world.uids(Self.secret), cluster.world.content("team-a", Self.secret))
            #expect(cluster.owner("team-a") != nil)
            try LeftTests.setFinalizer(true, on: Self.secret, in: "team-a", cluster.world)
            replica.keeper.reload(Configuration(registries: [shared]))
            for _ in 0..<400 {
                await cluster.world.pass(0.1)
                #expect(cluster.world.uids(Self.secret) == uid)
                #expect(cluster.world.content("team-a", Self.secret) == own)
            }
            try LeftTests.setFinalizer(false, on: Self.secret, in: "team-a", cluster.world)
            await cluster.world.pass(2)
            #expect(cluster.world.uids(Self.secret).count == 1 && cluster.world.uids(Self.secret) != uid)
            #expect(cluster.owner("team-a") == nil && cluster.world.content("team-a", Self.secret) != own)
        }
    }

    @Test func `need no right beyond the named ServiceAccounts and Secrets`() async throws {
        try await Self.with(user: "keeper") { cluster in
            let copies = AccessRule(
                verbs: ["get", "list", "watch", "create", "patch", "delete"],
                resources: ["secrets"],
                resourceNames: [Self.secret]
            )
            let tokens = AccessRule(verbs: ["create"], resources: ["serviceaccounts/token"], resourceNames: ["puller"])
            let reading = AccessRule(verbs: ["get"], resources: ["serviceaccounts"], resourceNames: ["puller"])
            cluster.world.server.setUser("keeper", rules: RightsTests.rules(copies: [copies, tokens, reading]))
            try cluster.start()
            await cluster.world.pass(5)
            #expect(cluster.world.revisions(Self.secret).count == 2)
            #expect(cluster.world.server.requestCount(user: "keeper", status: 403) == 0)
        }
    }

    @Test func `are fetched once in a round, which tells what failed`() async throws {
        try await Self.with(["team-a", "team-b"], accounts: false) { cluster in
            try cluster.world.server.createServiceAccount("team-a", "puller", annotations: ["role": "good"])
            let (keeper, _) = try cluster.world.make(Self.configuration, with: cluster.options)
            async let round = Task(executorPreference: cluster.world.loop) { await keeper.syncOnce() }.value
            await cluster.world.pass(60, step: 100)
            let report = await round
            #expect(report.copies == 1)
            #expect(report.failures > 0)
            #expect(cluster.owner("team-a") == "team-a:puller as good")
        }
    }
}

extension KeeperWorld.Replica {
    /// What `pullpass_credential_namespaces_failing` says of the registry; nil where it says nothing.
    fileprivate var failing: Int? { gauge("pullpass_credential_namespaces_failing") }
    /// The same of `pullpass_credential_stale_seconds`.
    fileprivate var stale: Int? { gauge("pullpass_credential_stale_seconds") }

    private func gauge(_ name: String) -> Int? {
        metrics.rendered.split(separator: "\n").first { $0.hasPrefix("\(name){registry=\"own\"} ") }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }.map { Int($0) }
    }
}

extension MetricsRegistry {
    fileprivate var rendered: String { String(decoding: render(), as: UTF8.self) }
}
