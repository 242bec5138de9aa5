import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension RealClusterTests {
    @Test("The hand-over of pullpass migrate makes another tool's Secrets ours as they stand", .needs("kubectl", "sh"))
    func handsOver() async throws {
        let cluster = try ClusterTrait.running()
        let folder = try TemporaryDirectory()
        try folder.write("imps.yaml", Self.imps)
        try folder.write(
            "kubeconfig",
            Installation.kubeconfig(url: cluster.url, authority: cluster.authority, token: cluster.adminToken)
        )
        for namespace in ["moved-access", "moved-a", "moved-b", "moved-c"] {
            try await cluster.createNamespace(namespace)
        }
        try await cluster.patch(
            "/api/v1/namespaces/moved-b",
            #"{"metadata":{"annotations":{"k8s.example.com/image-pull-secret":"true"}}}"#
        )
        try await cluster.must(
            .post,
            "/api/v1/namespaces/moved-access/secrets",
            Self.secret("hub", #"{"auths":{"ghcr.io":{"username":"joe","password":"new"}}}"#)
        )
        // What the other tool has made, with an owner that it goes with.
        let owner =
            #""ownerReferences":[{"apiVersion":"images.banzaicloud.io/v1alpha1","kind":"ImagePullSecret","name":"moved","uid":"0a0a0a0a-0000-4000-8000-000000000000"}],"#
        for namespace in ["moved-a", "moved-b"] {
            try await cluster.must(
                .post,
                "/api/v1/namespaces/\(namespace)/secrets",
                Self.secret("pull", #"{"auths":{"ghcr.io":{"username":"joe","password":"old"}}}"#, owner)
            )
        }
        let uids = try await ["moved-a", "moved-b"].asyncUIDs(in: cluster)

        let run = try await Self.pullpass([
            "migrate", "-f", folder.path("imps.yaml"), "--namespace", "moved", "-o", "commands",
        ])
        #expect(run.status == .exited(0), "\(run.errorText)")
        let config = try await Self.pullpass([
            "migrate", "-f", folder.path("imps.yaml"), "--namespace", "moved", "-o", "config",
        ])
        try folder.write("config.yaml", config.outputText)
        // The steps that Helm and a Pod would do are left to `sync`.
        let steps = run.outputText.components(separatedBy: "\n# ").dropFirst(2).map { String($0) }
        let wanted = steps.filter { step in
            ["Secrets that its credentials come from", "Which namespaces", "Hand its Secrets over"].contains(
                where: step.contains
            )
        }
        #expect(wanted.count == 3, "\(run.outputText)")
        for (number, step) in wanted.enumerated() {
            if number == 2 {
                // Beside the other tool ours leaves its Secrets alone.
                _ = try await sync(folder)
                #expect(try await ["moved-a", "moved-b"].asyncUIDs(in: cluster) == uids)
                #expect(try await Self.password(cluster, "moved-a") == "old")
            }
            let result = try await Tool.run(
                "sh",
                ["-euc", "# " + step],
                environment: ["KUBECONFIG": folder.path("kubeconfig"), "HOME": folder.path]
            )
            #expect(result.status.isSuccess, "\(step)\n\(result.errorText)")
        }
        let round = try await sync(folder)
        #expect(round.status.isSuccess, "\(round.errorText)")
        #expect(try await ["moved-a", "moved-b"].asyncUIDs(in: cluster) == uids)
        for namespace in ["moved-a", "moved-b"] {
            #expect(try await Self.password(cluster, namespace) == "new")
            let body = try await cluster.must(.get, "/api/v1/namespaces/\(namespace)/secrets/pull")
            #expect(!String(decoding: body, as: UTF8.self).contains("ownerReferences"))
        }
        #expect(try await cluster.secret("moved-c", "pull") == nil)
        // A namespace without workloads is no reason to stop.
        let restart = try await Tool.run(
            "kubectl",
            ["--namespace", "moved-a", "rollout", "restart", "deployment,statefulset,daemonset"],
            environment: ["KUBECONFIG": folder.path("kubeconfig"), "HOME": folder.path]
        )
        #expect(restart.status.isSuccess, "\(restart.errorText)")
    }

    private func sync(_ folder: TemporaryDirectory) async throws -> CommandResult {
        try await Self.pullpass([
            "sync", "--once", "--config", folder.path("config.yaml"), "--kubeconfig", folder.path("kubeconfig"),
            "--namespace", "moved",
        ])
    }

    private static func password(_ cluster: TestCluster, _ namespace: String) async throws -> String? {
        let bytes = try await cluster.secret(namespace, "pull")?.data[".dockerconfigjson"] ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        return ["old", "new"].first {
            text.contains(#""\#($0)""#) || text.contains(Data("joe:\($0)".utf8).base64EncodedString())
        }
    }

    private static func pullpass(_ arguments: [String]) async throws -> CommandResult {
        var command = Command(try Repository.executable(), arguments)
        command.environment = Tool.environment
        command.timeLimit = .seconds(300)
        return try await Processes.run(command)
    }

    private static func secret(_ name: String, _ content: String, _ metadata: String = "") -> String {
        let data = Data(content.utf8).base64EncodedString()
        return
            #"{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/dockerconfigjson","metadata":{\#(metadata)"name":"\#(name)"},"data":{".dockerconfigjson":"\#(data)"}}"#
    }

    private static let imps = """
        apiVersion: v1
        kind: Secret
        metadata: { name: hub, namespace: moved-access }
        type: kubernetes.io/dockerconfigjson
        stringData: { .dockerconfigjson: '{"auths":{"ghcr.io":{"username":"joe","password":"x"}}}' }
        ---
        apiVersion: images.banzaicloud.io/v1alpha1
        kind: ImagePullSecret
        metadata: { name: moved }
        spec:
          registry: { credentials: [{ name: hub, namespace: moved-access }] }
          target:
            secret: { name: pull }
            namespaces:
              names: [moved-a]
              annotations: [{ matchAnnotations: { k8s.example.com/image-pull-secret: "true" } }]
        """
}

extension [String] {
    /// The UIDs of the Secret in these namespaces.
    fileprivate func asyncUIDs(in cluster: TestCluster) async throws -> [String?] {
        var uids: [String?] = []
        for namespace in self { uids.append(try await cluster.secret(namespace, "pull")?.metadata.uid) }
        return uids
    }
}
