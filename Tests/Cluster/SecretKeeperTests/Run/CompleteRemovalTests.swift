import Configuration
import Controllers
import Kubernetes
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

/// `sync --remove-all`: what may go goes, and what may not is told.
@Suite("Keeper: the removal of everything", .seeded)
struct CompleteRemovalTests {
    /// Runs a removal to its end.
    static func remove(
        _ world: KeeperWorld,
        _ configuration: Configuration? = nil,
        with options: ReplicaOptions = ReplicaOptions(identity: "uninstall"),
        for seconds: Double = 60,
        limit: Duration = .seconds(150)
    ) async throws -> RemovalReport {
        let keeper = try world.make(configuration, with: options).keeper
        let removal = Task(executorPreference: world.loop) { try await keeper.removeAll(limit: limit) }
        await world.pass(seconds, step: 500)
        return try await removal.value
    }

    static func left(_ report: RemovalReport) -> [String] { report.left.map { "\($0.namespace)/\($0.name)" } }

    static let quayCommand =
        "kubectl delete secrets --all-namespaces --selector app.kubernetes.io/managed-by=pullpass --field-selector metadata.name=pullpass-quay"

    @Test("A dropped registry whose right is gone keeps nothing else: it is listed, with what to run")
    func rolledBack() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [LeftTests.rule(["pullpass-hub"])])
            let report = try await Self.remove(
                world,
                LeftTests.one(),
                with: .init(identity: "uninstall", user: "keeper")
            )
            #expect(report.removed == 4 && report.conflicts == 0, "\(report)")
            #expect(world.revisions().isEmpty && world.revisions("pullpass-quay").count == 3)
            #expect(world.server.secret("pullpass", "pullpass-master.hub") == nil)
            // The only one who knows that there are some.
            #expect(Self.left(report) == ["pullpass/pullpass-master.quay", "/pullpass-quay"])
            #expect(report.left.last?.isForbidden == true)
            #expect(report.commands.first == Self.quayCommand)
            #expect(
                "\(report)".contains("left: Secrets named pullpass-quay, if there are any: cannot list secrets"),
                "\(report)"
            )
            let event = try #require(LeftTests.told(world).first)
            #expect(
                event.contains("2 failures; What is left an administrator removes with: kubectl delete ")
                    && event.contains("; left: ")
            )
            #expect(!event.contains("\n"), "kubectl shows one line")
            // Again, as `helm uninstall` is after it has failed; and once the right is there.
            let again = try await Self.remove(world, LeftTests.one(), with: .init(identity: "again", user: "keeper"))
            #expect(again.removed == 0 && Self.left(again) == Self.left(report))
            let last = try await Self.remove(world, LeftTests.one())
            #expect(last.isComplete && last.removed == 4, "\(last)")
            #expect(world.server.secrets(in: "pullpass").map(\.metadata.name) == ["hub-token"])
        }
    }

    @Test(
        "Each refusal keeps one Secret and not the others",
        arguments: [Fault.refuse(403), .failWebhook, .refuse(409), .denyByWebhook(404)]
    )
    func refused(fault: Fault) async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            world.server.inject(
                fault,
                on: RequestMatch(verbs: ["delete"], resource: "secrets", namespace: "team-b"),
                times: nil
            )
            let report = try await Self.remove(world, LeftTests.two(), for: 200)
            #expect(report.removed == 6, "\(report)")
            #expect(Self.left(report) == ["team-b/pullpass-hub", "team-b/pullpass-quay"])
            #expect(report.commands.count == 2)
            #expect(
                world.server.secret("pullpass", "pullpass-master.quay") == nil,
                "who runs it again is told by the configuration"
            )
        }
    }

    @Test("A Secret with a finalizer is no success, and keeps no credential in its master")
    func finalizer() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            try world.server.edit(
                .secrets(namespace: "team-a", name: "pullpass-quay"),
                mergePatch: #"{"metadata":{"finalizers":["example.com/keep"]}}"#
            )
            let report = try await Self.remove(world, LeftTests.one())
            #expect(report.removed == 7, "\(report)")
            #expect(
                report.left.map(\.description) == [
                    "Secret team-a/pullpass-quay: it is being deleted, and a finalizer keeps it"
                ]
            )
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
        }
    }

    @Test("A master with a finalizer is no success")
    func keptMaster() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            try LeftTests.setFinalizer(true, on: "pullpass-master.quay", in: "pullpass", world)
            let report = try await Self.remove(world, LeftTests.one())
            #expect(
                report.left.map(\.description) == [
                    "Secret pullpass/pullpass-master.quay: it is being deleted, and a finalizer keeps it"
                ]
            )
            #expect(report.removed == 7, "\(report)")
        }
    }

    @Test("A namespace that is being deleted is no obstacle")
    func terminating() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            try world.server.terminateNamespace("team-a")
            let report = try await Self.remove(world, LeftTests.two())
            #expect(report.isComplete, "\(report)")
        }
    }

    @Test("An API server that is stuck ends it in time, with the Lease given back")
    func stuck() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            world.server.inject(
                .stall,
                on: RequestMatch(verbs: ["delete"], resource: "secrets", namespace: "team-c"),
                times: nil
            )
            let report = try await Self.remove(world, LeftTests.two(), for: 60, limit: .seconds(40))
            #expect(report.problems == ["not done within 40 s"], "\(report)")
            #expect(report.removed >= 2 && world.revisions()["team-a"] == nil)
            #expect(world.server.lease("pullpass", "pullpass") == nil)
        }
    }

    @Test(
        "Where the API server does not answer, or does not know us, it says so and does nothing",
        arguments: [Fault.drop, .refuse(401)]
    )
    func unanswered(fault: Fault) async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            world.server.inject(fault, times: nil)
            await #expect(throws: KubernetesError.self) { _ = try await Self.remove(world, LeftTests.two(), for: 90) }
        }
    }

    @Test("Ended by a signal it gives the Lease back and tells how far it came")
    func cancelled() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            try world.start(LeftTests.two())
            await world.pass(5)
            let keeper = try world.make(LeftTests.two(), with: .init(identity: "uninstall")).keeper
            let removal = Task(executorPreference: world.loop) { try await keeper.removeAll() }
            await world.pass(4)
            #expect(world.server.lease("pullpass", "pullpass")?.spec.holderIdentity == "remove-all.uninstall")
            removal.cancel()
            await world.pass(1)
            #expect(try await removal.value.problems == ["it was ended before it was done"])
            #expect(world.server.lease("pullpass", "pullpass") == nil)
        }
    }

    @Test("Without any right to Secrets everything is listed, and it ends")
    func noRights() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            world.server.setUser("keeper", rules: [])
            let report = try await Self.remove(
                world,
                LeftTests.two(),
                with: .init(identity: "uninstall", user: "keeper")
            )
            #expect(report.removed == 0)
            #expect(Self.left(report) == ["/pullpass-hub", "/pullpass-quay"])
            // The Lease, and the masters.
            #expect(report.problems.count == 2, "\(report)")
        }
    }

    @Test("It is done a second time, and where nothing is")
    func twice() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            #expect(try await Self.remove(world, LeftTests.two()).isComplete)
            let second = try await Self.remove(world, LeftTests.two())
            #expect(second.isComplete && second.removed == 0)
        }
        try await withWorld { world in
            try world.server.createNamespace("pullpass")
            let empty = try await Self.remove(world)
            #expect(empty.isComplete && empty.removed == 0 && world.server.events().isEmpty)
        }
    }

    @Test("Of names alone, as they are salvaged from a bad file, it removes the same")
    func salvaged() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            try world.server.deleteSecret("pullpass", "pullpass-master.quay")
            let text = KeeperWorld.text().replacing("registries:", with: "registries:\n  - { name: quay, oops: 1 }")
            let report = try await Self.remove(world, Configuration.salvaged(Array(text.utf8)))
            #expect(report.isComplete && report.removed == 7, "\(report)")
            #expect(world.revisions("pullpass-quay").isEmpty && world.revisions().isEmpty)
        }
    }

    @Test("While somebody edits, what is ours goes all the same")
    func edited() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            try world.server.editSecret("team-a", "pullpass-hub", data: [".dockerconfigjson": "{}"])
            try world.server.deleteSecret("team-b", "pullpass-hub")
            try world.server.createSecret("team-b", "pullpass-hub", data: ["mine": "x"])
            let report = try await Self.remove(world, LeftTests.two())
            #expect(report.removed == 7 && report.conflicts == 1 && report.isComplete, "\(report)")
            #expect(world.revisions().keys.sorted() == ["team-b"])
        }
    }

    @Test("Another installation's Secrets and masters are left, whatever their names")
    func another() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            let text = KeeperWorld.text(
                name: "edge",
                extra: "secretName: pullpass-quay",
                more: "keeper: { leaderElection: { leaseName: edge } }"
            )
            try world.server.createNamespace("team-d", labels: KeeperWorld.optedIn)
            let other = try world.start(try KeeperWorld.configuration(text), with: .init(identity: "edge-1"))
            await world.pass(5)
            #expect(world.revisions("pullpass-quay").count == 4)
            let report = try await Self.remove(world, LeftTests.two())
            #expect(report.removed == 8 && report.conflicts >= 1, "\(report)")
            #expect(world.server.secret("pullpass", "pullpass-master.edge") != nil)
            #expect(world.revisions("pullpass-quay").keys.contains("team-d"))
            await world.stop(other)
        }
    }

    // MARK: The Lease

    @Test("Replicas that run write nothing back, and the next installation leads at once")
    func reinstalled() async throws {
        try await withWorld { world in
            try world.prepare()
            let first = try world.start(LeftTests.two(), with: .init(identity: "pod-1"))
            let second = try world.start(LeftTests.two(), with: .init(identity: "pod-2"))
            await world.pass(5)
            let report = try await Self.remove(world, LeftTests.two(), for: 20)
            #expect(report.isComplete && report.removed == 8, "\(report)")
            #expect(world.server.lease("pullpass", "pullpass") == nil)
            // As long as Helm takes to stop them, and longer.
            await world.pass(60, step: 500)
            #expect(world.revisions().isEmpty)
            #expect(!first.keeper.leadership.isLeader && !second.keeper.leadership.isLeader)
            for replica in [first, second] {
                #expect(
                    replica.keeper.leadership.waiting?.contains("remove-all.uninstall has all Secrets removed") == true
                )
            }
            #expect(world.logs.all.filter { $0.contains("has all Secrets removed") }.count == 2)
            try world.start(LeftTests.two(), with: .init(identity: "new-1"))
            await world.pass(10)
            #expect(world.revisions().count == 3 && world.revisions("pullpass-quay").count == 3)
        }
    }

    @Test("A Lease that may not be deleted is given back")
    func released() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [LeftTests.rule(["pullpass-hub", "pullpass-quay"])])
            let rules = RightsTests.rules(copies: [LeftTests.rule(["pullpass-hub", "pullpass-quay"])])
            world.server.setUser(
                "keeper",
                rules: rules.filter { $0.resources != ["leases"] } + [
                    AccessRule(
                        verbs: ["get", "update"],
                        groups: ["coordination.k8s.io"],
                        resources: ["leases"],
                        namespace: "pullpass"
                    )
                ]
            )
            let replica = try world.start(LeftTests.two(), with: .init(identity: "pod-1"))
            await world.pass(5)
            await world.stop(replica)
            let report = try await Self.remove(
                world,
                LeftTests.two(),
                with: .init(identity: "uninstall", user: "keeper")
            )
            #expect(report.isComplete, "\(report)")
            #expect(world.server.lease("pullpass", "pullpass")?.spec.holderIdentity == "")
            try world.start(LeftTests.two(), with: .init(identity: "new-1"))
            await world.pass(5)
            #expect(world.revisions().count == 3)
        }
    }

    @Test("What is removed beside goes while nobody leads")
    func beside() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start(LeftTests.two(), with: .init(identity: "pod-1"))
            await world.pass(5)
            let keeper = try world.make(LeftTests.two(), with: .init(identity: "uninstall")).keeper
            let holder = Mutex<String?>(nil)
            let removal = Task(executorPreference: world.loop) {
                try await keeper.removeAll {
                    let lease = world.server.lease("pullpass", "pullpass")
                    holder.withLock { $0 = lease?.spec.holderIdentity }
                }
            }
            await world.pass(30)
            _ = try await removal.value
            #expect(holder.withLock { $0 } == "remove-all.uninstall")
        }
    }

    @Test("With Roles in some namespaces each refusal is of one, and so are the commands")
    func namespaced() async throws {
        try await withWorld { world in
            try await LeftTests.prepare(world, rights: [])
            let own = AccessRule(verbs: ["*"], resources: ["secrets"], namespace: "pullpass")
            let lease = AccessRule(
                verbs: ["*"],
                groups: ["coordination.k8s.io"],
                resources: ["leases"],
                namespace: "pullpass"
            )
            let team = AccessRule(
                verbs: LeftTests.everything,
                resources: ["secrets"],
                resourceNames: ["pullpass-hub", "pullpass-quay"],
                namespace: "team-a"
            )
            world.server.setUser("keeper", rules: [own, lease, team])
            let report = try await Self.remove(
                world,
                LeftTests.one(),
                with: .init(identity: "uninstall", user: "keeper", only: ["team-a", "team-b"])
            )
            #expect(report.removed == 3, "\(report)")
            #expect(
                Self.left(report) == ["team-b/pullpass-hub", "pullpass/pullpass-master.quay", "team-b/pullpass-quay"]
            )
            #expect(report.commands.contains { $0.contains("--namespace team-b") })
        }
    }
}
