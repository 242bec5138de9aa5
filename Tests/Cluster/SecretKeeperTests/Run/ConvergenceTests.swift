import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: converging", .seeded)
struct ConvergenceTests {
    @Test("Every opted-in namespace has the Secret, and a master that tells when and from what")
    func converges() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("other")
            try world.start()
            await world.pass(2)
            let revisions = world.revisions()
            #expect(revisions.keys.sorted() == ["team-a", "team-b", "team-c"])
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            let annotations = master.metadata.annotations
            #expect(Set(revisions.values) == [annotations["pullpass.dev/revision"]])
            #expect(annotations["pullpass.dev/owner"] == "pullpass/pullpass")
            #expect(annotations["pullpass.dev/ready"] == "true")
            #expect(annotations["pullpass.dev/fetched-at"]?.count == 20)
            let copy = try #require(world.server.secret("team-a", "pullpass-hub"))
            #expect(copy.type == "kubernetes.io/dockerconfigjson")
            #expect(copy.data == master.data)
            #expect(copy.metadata.annotations["pullpass.dev/owner"] == "pullpass/pullpass")
            #expect(copy.metadata.labels.keys.sorted() == ["app.kubernetes.io/managed-by", "pullpass.dev/registry"])
            #expect(world.server.secret("pullpass", "pullpass-hub") == nil)
        }
    }

    @Test(
        "No request more than needed: a list or watch for each, one apply a copy, and nothing but the Lease afterwards"
    )
    func requests() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 4)
            #expect(world.server.requestCount(verb: "get", resource: "secrets") == 0)
            #expect(world.server.openWatches() == 4)
            world.server.resetAccounting()
            await world.pass(60)
            let others = world.server.requestCounts.filter { $0.key.resource != "leases" }
            #expect(others.isEmpty, "\(others)")
        }
    }

    @Test("A changed source reaches all copies at once, under the same UIDs")
    func rotation() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let (uids, before) = (world.uids(), world.revisions())
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(3)
            #expect(world.uids() == uids)
            #expect(Set(world.revisions().values).count == 1)
            #expect(world.revisions()["team-a"] != before["team-a"])
            #expect(world.content("team-a")?.contains("amFuZTpuM3c=") == true)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 8)
        }
    }

    @Test("A source that is written again with the same content changes nothing")
    func sameContent() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            world.server.resetAccounting()
            try world.server.edit(
                .secrets(namespace: "pullpass", name: "hub-token"),
                mergePatch: #"{"metadata":{"labels":{"a":"b"}}}"#
            )
            await world.pass(5)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
        }
    }

    @Test("A deleted copy is back within a second, an edited one is restored under its UID")
    func restored() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let good = world.content("team-a")
            let uid = world.uids()["team-b"]
            try world.server.deleteSecret("team-a", "pullpass-hub")
            try world.server.editSecret("team-b", "pullpass-hub", data: [".dockerconfigjson": #"{"auths":{}}"#])
            await world.pass(1)
            #expect(world.content("team-a") == good)
            #expect(world.content("team-b") == good)
            #expect(world.uids()["team-b"] == uid)
            let fields = world.server.secret("team-b", "pullpass-hub")?.metadata.managedFields ?? []
            #expect(fields.filter { $0.owns("f:data") }.map(\.manager) == ["pullpass"])
        }
    }

    @Test("An edited annotation is restored, a label that somebody adds is theirs")
    func marks() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let path = ResourcePath.secrets(namespace: "team-a", name: "pullpass-hub")
            let revision = world.revisions()["team-a"]
            try world.server.edit(path, mergePatch: #"{"metadata":{"annotations":{"pullpass.dev/revision":"x"}}}"#)
            await world.pass(1)
            #expect(world.revisions()["team-a"] == revision)
            world.server.resetAccounting()
            try world.server.edit(path, mergePatch: #"{"metadata":{"labels":{"mine":"x"},"annotations":{"mine":"y"}}}"#)
            await world.pass(1)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
        }
    }

    @Test("A namespace that gains the label has its Secret at once; one that is made with it too")
    func newNamespaces() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createNamespace("late")
            try world.start()
            await world.pass(5)
            try world.server.setLabels(["pullpass.dev/inject": "true"], ofNamespace: "late")
            try world.server.createNamespace("new", labels: KeeperWorld.optedIn)
            await world.pass(1)
            #expect(world.revisions().count == 5)
        }
    }

    @Test("A restarted keeper finds everything in place and writes nothing")
    func restart() async throws {
        try await withWorld { world in
            try world.prepare()
            let first = try world.start()
            await world.pass(5)
            await world.stop(first)
            world.server.resetAccounting()
            try world.start(with: .init(identity: "pod-2"))
            await world.pass(30)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
            #expect(world.server.requestCount(verb: "get", resource: "secrets") == 0)
        }
    }

    @Test("A master that somebody deletes or edits comes back with the same revision; the copies do not change")
    func masterEdited() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let master = world.server.secret("pullpass", "pullpass-master.hub")
            world.server.resetAccounting()
            try world.server.deleteSecret("pullpass", "pullpass-master.hub")
            await world.pass(3)
            let back = world.server.secret("pullpass", "pullpass-master.hub")
            #expect(
                back?.metadata.annotations["pullpass.dev/revision"]
                    == master?.metadata.annotations["pullpass.dev/revision"]
            )
            #expect(back?.data == master?.data)
            try world.server.editSecret(
                "pullpass",
                "pullpass-master.hub",
                data: [".dockerconfigjson": #"{"auths":{"evil":{}}}"#]
            )
            try world.server.deleteSecret("team-a", "pullpass-hub")
            await world.pass(40)
            #expect(world.server.secret("pullpass", "pullpass-master.hub")?.data == master?.data)
            #expect(world.content("team-a")?.contains("evil") == false)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 3)
        }
    }

    @Test("What somebody writes into a master's note of Secret names is put right, and does not stay in the way")
    func masterNoteEdited() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            func names() -> String? {
                let master = world.server.secret("pullpass", "pullpass-master.hub")
                return master?.metadata.annotations["pullpass.dev/secret-names"]
            }
            try world.server.edit(
                .secrets(namespace: "pullpass", name: "pullpass-master.hub"),
                mergePatch: #"{"metadata":{"annotations":{"pullpass.dev/secret-names":"pullpass-hub,other"}}}"#
            )
            #expect(names() == "pullpass-hub,other")
            await world.pass(60)
            #expect(names() == "pullpass-hub")
        }
    }

    @Test("A round of sync brings everything into place and ends; remove-all takes only what is ours")
    func once() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.server.createSecret("team-c", "pullpass-hub")
            let keeper = try world.make().keeper
            let round = Task(executorPreference: world.loop) { await keeper.syncOnce() }
            await world.pass(5)
            let report = await round.value
            #expect(report.placed == 2)
            #expect(report.conflicts == 1)
            #expect(!report.isComplete)
            #expect(world.server.openWatches() == 0)
            #expect(world.server.lease("pullpass", "pullpass") == nil)
            let remover = try world.make().keeper
            let removal = Task(executorPreference: world.loop) { try await remover.removeAll() }
            await world.pass(2)
            let removed = try await removal.value
            #expect(removed.removed == 3)
            #expect(world.server.secrets(named: "pullpass-hub").map(\.metadata.namespace) == ["team-c"])
            #expect(world.server.secret("pullpass", "pullpass-master.hub") == nil)
            #expect(world.server.secret("pullpass", "hub-token") != nil)
        }
    }
}
