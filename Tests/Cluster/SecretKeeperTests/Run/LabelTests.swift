import Controllers
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// The labels of masters and copies, on an API server.
@Suite("Keeper: labels of Secrets", .seeded)
struct LabelTests {
    private static func labels(_ registry: String) -> [String: String] {
        ["app.kubernetes.io/managed-by": "pullpass", "pullpass.dev/registry": registry]
    }
    private static let note = "made by Pullpass; edits are undone"

    /// Writes all Secrets of ours as a version did that gave them no labels.
    private static func writeAsFormerVersion(_ world: KeeperWorld) async throws {
        for secret in world.server.secrets(named: "pullpass-hub") + world.server.secrets(in: "pullpass")
        where secret.metadata.annotations["pullpass.dev/owner"] != nil {
            var annotations = secret.metadata.annotations
            annotations["pullpass.dev/note"] = nil
            let isMaster = secret.metadata.namespace == "pullpass"
            let manifest = SecretManifest(
                namespace: secret.metadata.namespace,
                name: secret.metadata.name,
                data: secret.data,
                labels: isMaster ? ["pullpass.dev/master": "true"] : [:],
                annotations: annotations
            )
            _ = try await world.client().applySecret(
                manifest,
                fieldManager: "pullpass",
                force: false,
                priority: .reading
            )
        }
    }

    @Test("Masters and copies bear them, and nothing that anybody else has given the master")
    func bear() async throws {
        try await withWorld { world in
            try world.prepare()
            let more = "anonymousFallback: true"
            try world.start(KeeperWorld.configuration(KeeperWorld.text(extra: more)))
            await world.pass(5)
            try world.server.edit(
                .secrets(namespace: "pullpass", name: "pullpass-master.hub"),
                mergePatch: #"{"metadata":{"labels":{"app.kubernetes.io/instance":"argo"}}}"#
            )
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "n3w"])
            await world.pass(20)
            let copy = try #require(world.server.secret("team-a", "pullpass-hub"))
            #expect(copy.metadata.labels == Self.labels("hub"))
            #expect(copy.metadata.annotations["pullpass.dev/note"] == Self.note)
            let anonymous = try #require(world.server.secret("team-a", "pullpass-anonymous"))
            #expect(anonymous.metadata.labels == Self.labels(""))
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(master.metadata.labels.contains { $0 == ("pullpass.dev/registry", "hub") })
            #expect(master.metadata.labels["pullpass.dev/master"] == "true")
            #expect(master.metadata.labels["app.kubernetes.io/instance"] == "argo")
        }
    }

    @Test("Those of a former version get them in place, at once for a master, and once")
    func formerVersion() async throws {
        try await withWorld { world in
            try world.prepare(namespaces: (0..<200).map { "ns-\($0)" })
            let former = try world.start()
            await world.pass(30)
            await world.stop(former)
            try await Self.writeAsFormerVersion(world)
            #expect(world.server.secrets(named: "pullpass-hub").allSatisfy { $0.metadata.labels.isEmpty })
            let before = (world.uids(), world.revisions())
            try world.start(with: .init(identity: "pod-2"))
            let isDone = await world.pass(upTo: 60) {
                world.server.secrets(named: "pullpass-hub").allSatisfy { $0.metadata.labels == Self.labels("hub") }
            }
            #expect(isDone)
            #expect((world.uids(), world.revisions()) == before)
            let master = try #require(world.server.secret("pullpass", "pullpass-master.hub"))
            #expect(master.metadata.labels["pullpass.dev/registry"] == "hub")
            world.server.resetAccounting()
            await world.pass(3600, step: 5000)
            #expect(world.server.requestCount(verb: "patch", resource: "secrets") == 0)
            #expect(!world.reasons().contains("SecretUndone"))
        }
    }

    @Test("A former version takes them for its own, and they are no reason for it to write")
    func rollback() async throws {
        let ownership = Ownership(namespace: "pullpass", leaseName: "pullpass")
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let copy = try #require(world.server.secret("team-a", "pullpass-hub"))
            let fields = Ownership.Fields(
                content: ["f:data", "f:.dockerconfigjson"],
                annotations: ["pullpass.dev/revision"]
            )
            #expect(ownership.judge(copy.metadata, fields) == .ours)
        }
    }

    @Test(
        "Whatever somebody does to them is undone, and the Secret stays ours and where it is",
        arguments: [
            #"{"metadata":{"labels":{"pullpass.dev/registry":"other"}}}"#,
            #"{"metadata":{"labels":{"app.kubernetes.io/managed-by":"Helm"}}}"#,
            #"{"metadata":{"labels":{"app.kubernetes.io/managed-by":null}}}"#,
            #"{"metadata":{"labels":null}}"#,
            #"{"metadata":{"annotations":{"pullpass.dev/note":"mine"}}}"#,
            #"{"metadata":{"annotations":{"pullpass.dev/note":null},"labels":null}}"#,
        ]
    )
    func undone(patch: String) async throws {
        try await withWorld { world in
            try world.prepare()
            try world.start()
            await world.pass(5)
            let uids = world.uids()
            let path = ResourcePath.secrets(namespace: "team-a", name: "pullpass-hub")
            try world.server.edit(path, mergePatch: patch)
            await world.pass(5)
            let copy = try #require(world.server.secret("team-a", "pullpass-hub"))
            #expect(copy.metadata.labels == Self.labels("hub"))
            #expect(copy.metadata.annotations["pullpass.dev/note"] == Self.note)
            #expect(world.uids() == uids)
        }
    }

    @Test("The label of a registry is one that the API server takes, whatever the name")
    func names() {
        #expect(Ownership.labels(ofRegistry: String(repeating: "a", count: 63)).count == 2)
        #expect(Ownership.labels(ofRegistry: String(repeating: "a", count: 64)).count == 1)
        #expect(Ownership.labels(ofRegistry: nil)["pullpass.dev/registry"] == "")
    }
}
