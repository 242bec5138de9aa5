import EventLoop
import Explain
import FoundationEssentials
import Kubernetes
import RegistryLogin
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Gathering

@Suite("A folder that answers as an API server")
struct FolderTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: { name: shop, namespace: team, labels: { app: shop } }
        spec: { containers: [{ name: shop, image: registry.example.com/shop }] }
        status: { phase: Pending }
        """

    private func client(_ folder: FolderObjects) throws -> KubernetesClient {
        let loop = try EventLoop()
        return KubernetesClient(
            transport: FolderTransport(folder),
            limiter: RequestLimiter(perSecond: 1000, burst: 1000, loop: loop),
            loop: loop
        )
    }

    private func asking<R: Sendable>(
        _ folder: FolderObjects,
        _ body: @escaping @Sendable (KubernetesClient) async throws -> R
    ) async throws -> R {
        let client = try client(folder)
        defer { client.loop.stop() }
        return try await Task(executorPreference: client.loop) { try await body(client) }.value
    }

    private static let pretender = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: x, namespace: a-team, labels: { app.kubernetes.io/name: pullpass } }
        spec: { template: { spec: { containers: [{ name: x, args: [serve, --config=/c/x] }] } } }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: idle, namespace: team }
        spec: { containers: [] }
        """

    @Test(
        "credentials are not shown where a configuration says that anybody may have written",
        arguments: [nil, "a-team"]
    )
    func pretender(home: String?) async throws {
        let folder = FolderObjects([ManifestInput(name: "all.yaml", bytes: Array(Self.pretender.utf8))])
        let probe = ManifestProbe(http: try network(on: nil))
        let report = try await asking(folder) { client in
            var means = Doctor.Means { _ in nil }
            (means.home, means.probe, means.options.triesPods) = (home, probe, false)
            var doctor = Doctor(client, means, now: .distantPast)
            return await doctor.examine(.pod("idle", namespace: "team"))
        }
        #expect(report.pods.count == 1)
        #expect(report.notes.contains { $0.contains("any Deployment may say that it is Pullpass") } == (home == nil))
        #expect(report.notes.contains { $0.contains("a Deployment of namespace a-team says") } == (home == nil))
    }

    @Test func `an object that has the word in it is no configuration of a kubelet's plugins`() throws {
        let text = Self.pod.replacing("app: shop", with: "app: CredentialProviderConfig")
        let folder = FolderObjects([ManifestInput(name: "pods.yaml", bytes: Array(text.utf8))])
        #expect(!folder.isEmpty && folder.nodeFiles.isEmpty)
        let plugins = FolderObjects([
            ManifestInput(name: "p.yaml", bytes: Array("kind: CredentialProviderConfig\nproviders: []\n".utf8))
        ])
        #expect(plugins.nodeFiles.count == 1)
    }

    private static func lease(_ namespace: String, _ time: String, name: String = "l") -> String {
        let metadata = "metadata: { name: \(name), namespace: \(namespace) }"
        return "{ apiVersion: coordination.k8s.io/v1, kind: Lease, \(metadata), spec: { renewTime: '\(time)' } }\n---\n"
    }

    private static func event(_ time: String) -> String {
        "{ apiVersion: v1, kind: Event, metadata: { name: e, namespace: team }, lastTimestamp: '\(time)' }\n---\n"
    }

    @Test(
        "the time of a folder is the cluster's, which no tenant's Lease sets and no clock of one node",
        arguments: [
            // A tenant's Lease, in the far future and in the past of today.
            (lease("pullpass", "2026-05-01T10:00:00Z") + lease("team", "9999-01-01T00:00:00Z"), "2026-05-01T10:00:00Z"),
            (lease("pullpass", "2026-05-01T10:00:00Z") + lease("team", "2026-05-02T10:00:00Z"), "2026-05-01T10:00:00Z"),
            (lease("team", "2026-05-02T10:00:00Z"), nil),
            // A node whose clock is wrong, one that is gone, and a Pullpass that is, too.
            (
                lease("kube-node-lease", "2026-05-02T10:00:00Z", name: "ahead")
                    + lease("kube-node-lease", "2026-04-01T10:00:00Z", name: "gone")
                    + lease("kube-system", "2026-05-01T10:00:01Z", name: "scheduler")
                    + lease("pullpass", "2026-04-20T10:00:00Z") + event("2026-05-02T11:00:00Z"),
                "2026-05-01T10:00:01Z"
            ),
            (lease("pullpass", "2026-04-20T10:00:00Z") + event("2026-05-01T11:00:00Z"), "2026-05-01T11:00:00Z"),
            // Nothing of a time to come.
            (event("2027-01-01T00:00:00Z") + lease("pullpass", "2026-05-01T10:00:00Z"), "2026-05-01T10:00:00Z"),
            (lease("kube-system", "9999-01-01T00:00:00Z") + event("2026-05-01T11:00:00Z"), "2026-05-01T11:00:00Z"),
        ] as [(String, String?)]
    )
    func time(manifests: String, filled: String?) throws {
        let folder = FolderObjects([ManifestInput(name: "all.yaml", bytes: Array(manifests.utf8))])
        let today = try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z"))
        #expect(folder.filled(home: "pullpass", until: today)?.whole == filled)
    }

    @Test func `its report in JSON has nothing that drives a terminal`() async throws {
        let text = Self.pod.replacing("registry.example.com/shop", with: #""ghcr.io/x\x9b31m""#)
        let folder = FolderObjects([ManifestInput(name: "pods.yaml", bytes: Array(text.utf8))])
        let report = try await asking(folder) { client in
            var doctor = Doctor(client, Doctor.Means { _ in nil }, now: .distantPast)
            return await doctor.examine(.pod("shop", namespace: "team"))
        }
        let json = DoctorJSON().text(report)
        #expect(json.contains(#"ghcr.io/x\u009b31m"#))
        #expect(!json.unicodeScalars.contains { (0x7F..<0xA0).contains($0.value) })
    }

    @Test("has the objects of all its files, of lists and of several documents, and leaves links and logs alone")
    func files() async throws {
        let folder = try TemporaryDirectory()
        for path in ["namespaces/team/core", "logs"] {
            try FileManager.default.createDirectory(atPath: folder.path(path), withIntermediateDirectories: true)
        }
        try folder.write(
            "namespaces/team/core/pods.yaml",
            "apiVersion: v1\nkind: PodList\nitems:\n- \(Self.flow(Self.pod))\n"
        )
        try folder.write(
            "namespaces/team/secrets.json",
            #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"team"},"stringData":{"a":"b"}}]}"#
        )
        try folder.write(
            "other.yml",
            Self.pod.replacing("shop, namespace: team", with: "other")
                + "\n---\nkind: Namespace\nmetadata: {name: team}\n"
        )
        try folder.write("logs/kubelet.log", "no manifest: at all: {")
        try folder.write("broken.yaml", "a: [")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.yaml"),
            withDestinationPath: folder.path("other.yml")
        )
        let objects = try FolderObjects(folder.path(""), defaultNamespace: "mine")
        #expect(objects.problems.count == 1 && objects.problems.first?.contains("broken.yaml") == true)
        #expect(objects.podCounts.map(\.namespace) == ["mine", "team"])
        try await asking(objects) { client in
            let secret = try await client.secret(namespace: "team", name: "s")
            #expect(secret?.data["a"] == Array("b".utf8))
            #expect(try await client.namespace("team") != nil)
        }
    }

    @Test("knows what was not gathered from what is not there")
    func absence() async throws {
        let objects = FolderObjects([ManifestInput(name: "p.yaml", bytes: Array(Self.pod.utf8))])
        try await asking(objects) { client in
            let there = try await client.object(
                WholeObject.self,
                at: ResourcePath(resource: "pods", namespace: "team", name: "no")
            )
            #expect(there == nil)
            await #expect { try await client.secret(namespace: "team", name: "s") } throws: { error in
                (error as? KubernetesError)?.isForbidden == true && "\(error)".contains("the folder has no secrets")
            }
            await #expect(throws: KubernetesError.self) {
                try await client.object(
                    WholeObject.self,
                    at: ResourcePath(resource: "pods", namespace: "other", name: "shop")
                )
            }
        }
    }

    @Test(
        "selects as asked, and in pages",
        arguments: [
            ("fieldSelector", "status.phase=Pending", 3), ("fieldSelector", "status.phase=Running", 0),
            ("labelSelector", "app=shop", 3), ("labelSelector", "app", 3), ("labelSelector", "app=other", 0),
            ("fieldSelector", "metadata.name=b", 1),
        ]
    )
    func selection(parameter: String, selector: String, count: Int) async throws {
        let objects = FolderObjects(
            ["a", "b", "c"].map {
                ManifestInput(
                    name: $0,
                    bytes: Array(Self.pod.replacing("name: shop, name", with: "name: \($0), name").utf8)
                )
            }
        )
        try await asking(objects) { client in
            let target = WatchTarget(
                path: "/api/v1/pods",
                fieldSelector: parameter == "fieldSelector" ? selector : nil,
                labelSelector: parameter == "labelSelector" ? selector : nil
            )
            let first = try await client.first(WholeObject.self, target, atMost: 2)
            #expect(first.objects.count == min(count, 2) && first.isCut == (count > 2))
            #expect(try await client.list(WholeObject.self, target).items.count == count)
        }
    }

    /// One line that stands in a list.
    private static func flow(_ yaml: String) -> String {
        "{ " + yaml.split(separator: "\n").joined(separator: ", ") + " }"
    }
}
