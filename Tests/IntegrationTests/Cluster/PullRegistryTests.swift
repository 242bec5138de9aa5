import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing
import YAML

/// PullRegistries of a real API server, which holds them to their definition, and the real kubectl that waits for them.
extension RealClusterTests {
    private static let hasKubectl = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// What the chart grants, for an installation.
    private static let rights = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: NAME-shown }
        rules:
          - { apiGroups: [pullpass.dev], resources: [pullregistries], verbs: [list, watch, create, patch, delete] }
          - { apiGroups: [pullpass.dev], resources: [pullregistries/status], verbs: [patch] }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: NAME-shown }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME-shown }
        subjects: [{ kind: ServiceAccount, name: NAME, namespace: NAME }]
        """

    /// The kubectl of this machine as an administrator.
    private struct Kubectl {
        let folder: TemporaryDirectory
        let config: String

        init(_ cluster: TestCluster) throws {
            folder = try TemporaryDirectory()
            config = try folder.write(
                "kubeconfig",
                Installation.kubeconfig(
                    url: cluster.url,
                    authority: cluster.authority,
                    token: cluster.adminToken
                )
            )
        }

        func callAsFunction(_ arguments: String...) async throws -> CommandResult {
            try await Tool.run("kubectl", ["--kubeconfig", config, "--cache-dir", folder.path("cache")] + arguments)
        }
    }

    @Test(
        "kubectl waits for a registry, sees why it is not ready, and nothing is left at the end",
        .enabled(if: hasKubectl, "kubectl is not installed")
    )
    func pullRegistries() async throws {
        let cluster = try ClusterTrait.running()
        let kubectl = try Kubectl(cluster)
        let pullpass = try await Installation(
            "shown",
            in: cluster,
            rights: Self.rights.components(separatedBy: "\n---\n")
        )
        // Without the definition nothing is shown, and nothing else suffers.
        let server = try await pullpass.serve(nil, ["--pull-registries"])
        _ = try await pullpass.waitForCopy("shown-a")
        #expect(await server.log.firstLine { $0.contains("this cluster has no PullRegistries") } != nil)
        let definition = Repository.path("charts/pullpass/files/pullregistries.yaml")
        let applied = try await kubectl("apply", "--filename", definition)
        #expect(applied.status.isSuccess, "\(applied.errorText)")
        let isThere = try await eventually(within: .seconds(120)) {
            try await kubectl("get", "pullreg", "shown").status.isSuccess
        }
        #expect(isThere, "\(server.log.lines.suffix(10))")
        for condition in ["Ready", "Spread"] {
            let waited = try await kubectl(
                "wait",
                "--for=condition=\(condition)",
                "pullregistry/shown",
                "--timeout=120s"
            )
            #expect(waited.status.isSuccess, "\(waited.errorText)")
        }
        let table = try await kubectl("get", "pullregistries").outputText
        #expect(table.contains("NAME") && table.contains("READY") && table.contains("MISSING"), "\(table)")
        #expect(table.contains("CredentialFetched"), "\(table)")
        // What is written twice says the same: no version is made for nothing.
        let version = try await kubectl("get", "pullreg", "shown", "-o", "jsonpath={.metadata.resourceVersion}")
            .outputText
        // Conditions of others stay; edits of ours go.
        let edit =
            #"{"status":{"wanted":99,"conditions":[{"type":"Mine","status":"True","reason":"R","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}"#
        let edited = try await kubectl(
            "patch",
            "pullreg",
            "shown",
            "--subresource=status",
            "--type=merge",
            "--patch",
            edit
        )
        #expect(edited.status.isSuccess, "\(edited.errorText)")
        let isMended = try await eventually(within: .seconds(90)) {
            try await kubectl("get", "pullreg", "shown", "-o", "jsonpath={.status.wanted}{.status.conditions[*].type}")
                .outputText
                == "3Mine Ready Spread Probed"
        }
        let said = try await kubectl("get", "pullreg", "shown", "-o", "yaml").outputText
        #expect(isMended, "\(version): \(said)")
        #expect(!said.contains(Installation.seed))
        // A credential that goes away leaves the registry ready, and says so.
        try await cluster.must(.delete, "/api/v1/namespaces/shown/secrets/\(pullpass.sourceName)")
        let isFailing = try await eventually(within: .seconds(120)) {
            try await kubectl("wait", "--for=jsonpath={.status.lastError}", "pullreg/shown", "--timeout=1s").status
                .isSuccess
        }
        #expect(isFailing)
        #expect(try await server.stop().isSuccess)
        let removal = try await pullpass.sync("--remove-all", "--pull-registries")
        #expect(removal.status.isSuccess, "\(removal.errorText)")
        let left = try await kubectl("get", "pullregistries", "-o", "name").outputText
        #expect(left == "")
    }

    @Test("explain --live tells of Pods that are there what they lack, and how they get it")
    func explainsLive() async throws { try await ExplainScenario.run(in: try ClusterTrait.running(), "explains-real") }
}

extension SimulatedClusterTests {
    @Test("explain --live tells of Pods that are there what they lack, and how they get it")
    func explainsLive() async throws { try await ExplainScenario.run(in: try ClusterTrait.running(), "explains-test") }
}

/// Pods of a namespace: made before it was opted in, and after.
enum ExplainScenario {
    /// Without `--config` the configuration in force counts, where the cluster has one.
    private static func explainsByInstallation(
        in cluster: TestCluster,
        _ explain: () async throws -> CommandResult
    ) async throws {
        // Other tests of a real cluster leave installations of their own.
        guard cluster.simulation != nil else { return }
        let none = try await explain()
        #expect(none.status == .exited(2) && none.errorText.contains("give --config"), "\(none.errorText)")
    }

    static func run(in cluster: TestCluster, _ namespace: String) async throws {
        try await cluster.createNamespace(namespace, labels: ["pullpass.dev/inject": "enabled"])
        let owner =
            #""ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"u","controller":true}]"#
        let pods = [
            ("bare", "", "[]"), ("owned", ",\(owner)", "[]"),
            ("right", "", #"[{"name":"pullpass-hub"},{"name":"pullpass-anonymous"}]"#),
        ]
        // With controllers, one of them takes away what has an owner that is not there.
        .filter { $0.0 != "owned" || !cluster.hasControllers }
        for (name, metadata, secrets) in pods {
            let pod =
                #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"\#(metadata)},"spec":{"imagePullSecrets":\#(secrets),"containers":[{"name":"c","image":"nginx"}]}}"#
            let isMade = try await eventually(within: .seconds(60)) {
                try await cluster.call(.post, "/api/v1/namespaces/\(namespace)/pods", pod).status == 201
            }
            #expect(isMade)
        }
        let folder = try TemporaryDirectory()
        let kubeconfig = try folder.write(
            "kubeconfig",
            Installation.kubeconfig(url: cluster.url, authority: cluster.authority, token: cluster.adminToken)
        )
        let config = try folder.write(
            "config.yaml",
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: hub
                matchImages: [docker.io]
                credentials: { basic: { username: { value: jane }, password: { value: hunter2 } } }
            """
        )
        func explain(_ arguments: String..., given: [String]? = nil) async throws -> CommandResult {
            var command = Command(
                try Repository.executable(),
                ["explain", "--live", "--kubeconfig", kubeconfig, "--namespace", namespace]
                    + (given ?? ["--config", config]) + arguments
            )
            command.environment = Tool.environment
            command.timeLimit = .seconds(120)
            return try await Processes.run(command)
        }
        let all = try await explain()
        #expect(all.status == .exited(1), "\(all.errorText)")
        #expect(
            all.outputText.contains(
                "\(pods.count) Pods: 0 changed, \(pods.count) as they are; \(pods.count - 1) most likely without a needed Secret."
            ),
            "\(all.outputText)"
        )
        #expect(
            cluster.hasControllers || all.outputText.contains("kubectl -n \(namespace) delete pod owned"),
            "\(all.outputText)"
        )
        #expect(
            all.outputText.contains("kubectl -n \(namespace) get pod bare -o yaml | kubectl replace --force -f -"),
            "\(all.outputText)"
        )
        let right = try await explain("right")
        #expect(right.status == .exited(0), "\(right.outputText)\(right.errorText)")
        let missing = try await explain("nobody")
        #expect(
            missing.status == .exited(2) && missing.errorText.contains("Pod nobody: there is none"),
            "\(missing.errorText)"
        )
        let diff = try await explain("bare", "--output", "diff")
        #expect(diff.outputText.contains("+ - name: pullpass-hub"), "\(diff.outputText)")
        try await explainsByInstallation(in: cluster) { try await explain(given: []) }
        for name in pods.map(\.0) {
            try await cluster.must(
                .delete,
                "/api/v1/namespaces/\(namespace)/pods/\(name)",
                #"{"gracePeriodSeconds":0}"#
            )
        }
    }
}
