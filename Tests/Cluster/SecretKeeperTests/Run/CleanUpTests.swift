import Configuration
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: clean-up and reload", .seeded)
struct CleanUpTests {
    static let out: [String: String?] = ["pullpass.dev/inject": nil]

    @Test("A namespace that drops its label loses the Secret after removeAfter and not before")
    func removeAfter() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            try world.server.setLabels(Self.out, ofNamespace: "team-a")
            await world.pass(3590, step: 5000)
            #expect(world.content("team-a") != nil)
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(5)
            // A new credential goes only where it is wanted.
            #expect(world.content("team-a") != nil && world.content("team-a") != world.content("team-b"))
            await world.pass(15, step: 500)
            #expect(world.content("team-a") == nil)
            #expect(world.revisions().count == 2)
            #expect(world.server.requestCount(verb: "delete", resource: "secrets") == 1)
        }
    }

    @Test("Labelled again in time, the Secret stays")
    func relabelled() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let uid = world.uids()["team-a"]
            try world.server.setLabels(Self.out, ofNamespace: "team-a")
            await world.pass(3000, step: 5000)
            try world.server.setLabels(["pullpass.dev/inject": "true"], ofNamespace: "team-a")
            await world.pass(7200, step: 5000)
            #expect(world.uids()["team-a"] == uid)
        }
    }

    @Test("More than half of all copies wait for a confirmation, with an Event on the Lease")
    func guarded() async throws {
        try await withWorld { world in
            try world.prepare()
            let replica = try world.start()
            await world.pass(5)
            for name in ["team-a", "team-b"] { try world.server.setLabels(Self.out, ofNamespace: name) }
            await world.pass(7200, step: 5000)
            #expect(world.revisions().count == 3)
            let events = world.server.events(in: "pullpass").filter { $0.reason == "RemovalHeld" }
            #expect(events.map(\.kind) == ["Lease"])
            #expect(events.first?.message.contains("2 of 3") == true)
            await world.stop(replica)
            try world.start(with: .init(identity: "pod-2", confirmsRemoval: true))
            await world.pass(3620, step: 5000)
            #expect(world.revisions().keys.sorted() == ["team-c"])
        }
    }

    @Test("A copy that changes unseen just before its removal is judged again, and is not removed as what it was")
    func deletionPrecondition() async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            try world.server.setLabels(Self.out, ofNamespace: "team-a")
            await world.pass(3590, step: 5000)
            world.server.silenceWatches()
            try world.server.deleteSecret("team-a", "pullpass-hub")
            try world.server.createSecret("team-a", "pullpass-hub", data: ["mine": "x"])
            await world.pass(20, step: 500)
            #expect(world.server.requestCount(verb: "delete", resource: "secrets", status: 409) >= 1)
            world.server.removeFaults()
            await world.pass(600, step: 1000)
            #expect(world.server.secret("team-a", "pullpass-hub")?.type == "Opaque")
            #expect(world.server.requestCount(verb: "delete", resource: "secrets", status: 200) == 0)
        }
    }

    @Test("A reload adds, renames and removes registries; what is dropped goes later, its master last")
    func reload() async throws {
        try await withWorld { world in
            try world.prepare()
            let two = KeeperWorld.text().replacing(
                "registries:",
                with: """
                    registries:
                      - name: quay
                        matchImages: ["quay.example"]
                        credentials: { basic: { username: { value: a }, password: { value: b } } }
                    """
            )
            let replica = try world.start()
            await world.pass(5)
            replica.keeper.reload(try KeeperWorld.configuration(two))
            await world.pass(3)
            #expect(world.revisions("pullpass-quay").count == 3)
            replica.keeper.reload(
                try KeeperWorld.configuration(
                    two.replacing("- name: hub", with: "- name: hub\n    secretName: renamed")
                )
            )
            await world.pass(3)
            #expect(world.revisions("renamed").count == 3)
            let names = world.server.secret("pullpass", "pullpass-master.hub")?.metadata.annotations[
                "pullpass.dev/secret-names"
            ]
            #expect(names == "renamed,pullpass-hub")
            await world.pass(3620, step: 5000)
            #expect(world.revisions("pullpass-hub").isEmpty)
            #expect(world.revisions("renamed").count == 3)
            let later = world.server.secret("pullpass", "pullpass-master.hub")?.metadata.annotations[
                "pullpass.dev/secret-names"
            ]
            #expect(later == "renamed")
            replica.keeper.reload(
                try KeeperWorld.configuration(
                    KeeperWorld.text().replacing("- name: hub", with: "- name: hub\n    secretName: renamed")
                )
            )
            await world.pass(3630, step: 5000)
            #expect(world.revisions("pullpass-quay").isEmpty)
            #expect(world.server.secret("pullpass", "pullpass-master.quay") == nil)
            #expect(world.revisions("renamed").count == 3)
            #expect(world.server.openWatches(of: "secrets") == 3)
        }
    }

    @Test("After a restart without a registry its copies are still found and removed")
    func restartWithout() async throws {
        try await withWorld { world in
            try world.prepare()
            let first = try world.start()
            await world.pass(5)
            await world.stop(first)
            let other = try KeeperWorld.configuration(KeeperWorld.text(name: "other"))
            try world.start(other, with: .init(identity: "pod-2"))
            await world.pass(3630, step: 5000)
            #expect(world.revisions("pullpass-other").count == 3)
            #expect(world.revisions("pullpass-hub").isEmpty)
            #expect(world.server.secret("pullpass", "pullpass-master.hub") == nil)
        }
    }
}
