import FoundationEssentials
import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestSupport
import Testing

/// Helm's own library, as `.ci/setup chart` installs it.
private enum Helm {
    /// Does one action and returns the release.
    static func run(_ arguments: String...) async throws -> JSON {
        let script = Fixtures(of: "IntegrationTests").path("helm.py")
        let home = try TemporaryDirectory()
        let result = try await PythonEnvironment.chart.run(
            [script] + arguments,
            environment: ["HOME": home.path],
            timeLimit: .seconds(300)
        )
        guard result.status.isSuccess else { throw ClusterError("helm \(arguments[0]): \(result.errorText)") }
        return try JSON.parse(result.standardOutput)
    }
}

extension ChartTests.Real {
    @Suite(
        "Helm",
        .enabled(
            if: PythonEnvironment.chart.isInstalled,
            Comment(rawValue: PythonEnvironment.chart.absence(of: "Helm's engine"))
        )
    )
    struct HelmTests {
        @Test func `a release is installed, upgraded with another registry, and uninstalled without a trace`()
            async throws
        {
            let cluster = try ClusterTrait.running()
            try #require(cluster.hasControllers, "a hook's Job needs kube-controller-manager")
            let folder = try TemporaryDirectory()
            let config = try folder.write(
                "kubeconfig",
                Installation.kubeconfig(url: cluster.url, authority: cluster.authority, token: cluster.adminToken)
            )
            let before = try await everything(in: cluster)

            // Installed as docs/install.md has it.
            try await cluster.ensureNamespace("pullpass")
            let first = try folder.write("first.json", Self.values(registries: [Self.dockerHub]).compact)
            async let installing = Helm.run("install", config, first)
            try await validateHook(in: cluster)
            let release = try await installing
            let notes = try #require(release["notes"]?.text)
            #expect(notes.contains("kubectl label namespace <name> pullpass.dev/inject=enabled"))
            #expect(notes.split(separator: "\n").filter { $0.hasPrefix("  ") }.count == 1, "one next step: \(notes)")

            let rendering = try ChartRendering("release", yaml: Array(try #require(release["manifest"]?.text).utf8))
            let pullpass = try await ChartInstallation(rendering, in: cluster, isApplied: true)
            let pods = [try await pullpass.start(), try await pullpass.start()]
            for team in ChartInstallation.teams { try await expectCopy("pullpass-dockerhub", in: team, of: cluster) }
            let bundle = try #require(try await cluster.webhookConfiguration("pullpass")?.webhooks.first?.caBundle)
            #expect(!bundle.isEmpty)
            let certificate = try #require(
                try await cluster.secret("pullpass", "pullpass-webhook-tls")?.data["tls.crt"]
            )

            // Upgraded: the running Pods see the changed file, have the rights to the new name, and keep what is theirs.
            let second = try folder.write("second.json", Self.values(registries: [Self.dockerHub, Self.quay]).compact)
            async let upgrading = Helm.run("upgrade", config, second)
            try await validateHook(in: cluster)
            let upgraded = try await upgrading
            #expect(upgraded["revision"] == .number(2))
            let newer = try ChartRendering("upgrade", yaml: Array(try #require(upgraded["manifest"]?.text).utf8))
            try await pullpass.makeSources(of: newer)
            try pullpass.configure(try newer.configuration)
            for team in ChartInstallation.teams { try await expectCopy("pullpass-quay", in: team, of: cluster) }
            #expect(try await cluster.webhookConfiguration("pullpass")?.webhooks.map(\.caBundle) == [bundle])
            #expect(try await cluster.secret("pullpass", "pullpass-webhook-tls")?.data["tls.crt"] == certificate)

            // A configuration that nobody could run with changes nothing, and says why.
            let wrong = Self.registry("ghcr", "https://ghcr.io/acme/", "github", source: "ghcr")
            let third = try folder.write("third.json", Self.values(registries: [Self.dockerHub, wrong]).compact)
            let mounted = "/api/v1/namespaces/pullpass/configmaps/pullpass-config"
            let standing = try await cluster.read(JSON.self, mounted)?["data"]
            async let failing = Helm.run("upgrade", config, third)
            let refused = try await HookJob(name: "pullpass-validate", cluster: cluster).run()
            #expect(refused.status == .exited(1))
            #expect(refused.outputText.contains("registries[1].matchImages[0]"), "\(refused.outputText)")
            #expect(refused.outputText.contains("https://ghcr.io/acme/"), "\(refused.outputText)")
            do {
                _ = try await failing
                Issue.record("helm upgrade went on with it")
            } catch is ClusterError {}
            #expect(try await cluster.read(JSON.self, mounted)?["data"] == standing)
            #expect(try await cluster.secret("pullpass", "pullpass-validate") == nil, "it may hold credentials")
            // It stays for an hour, to be looked at.
            try await cluster.must(
                .delete,
                "/apis/batch/v1/namespaces/pullpass/jobs/pullpass-validate?propagationPolicy=Background"
            )

            // Uninstalled, while the Pods still run.
            async let end = Helm.run("uninstall", config)
            try await runHook(of: pullpass)
            _ = try await end
            for pod in pods {
                pod.process.send(signal: 2)
                #expect(try await pod.process.waitForExit() == .exited(0))
            }
            // What docs/uninstall.md says that stays, and no more.
            for source in ["dockerhub", "quay-robot"] {
                try await cluster.must(.delete, "/api/v1/namespaces/pullpass/secrets/\(source)")
            }
            // Controllers and the garbage collector take a moment.
            var left: Set<String> = []
            let isGone = try await eventually(within: .seconds(180)) {
                left = try await everything(in: cluster).subtracting(before)
                return left.isEmpty
            }
            #expect(isGone, "left behind: \(left.sorted())")
        }

        /// Plays kubelet for the Job that looks at the configuration before anything is changed.
        private func validateHook(in cluster: TestCluster) async throws {
            let result = try await HookJob(name: "pullpass-validate", cluster: cluster).run()
            #expect(result.status.isSuccess && result.outputText.contains(": good, "), "\(result.outputText)")
        }

        /// Plays kubelet for the Job: runs its Pod's command, and says in the Pod's status that it has ended.
        private func runHook(of pullpass: ChartInstallation) async throws {
            let cluster = pullpass.cluster
            let path = "/apis/batch/v1/namespaces/pullpass/jobs/pullpass-uninstall"
            var job: JSON?
            var pod: String?
            let isThere = try await eventually(within: .seconds(180)) {
                job = try await cluster.read(JSON.self, path)
                let pods = "/api/v1/namespaces/pullpass/pods?labelSelector=job-name%3Dpullpass-uninstall"
                pod = try await cluster.read(JSON.self, pods)?["items"]?.array.first?["metadata"]?["name"]?.text
                return job != nil && pod != nil
            }
            guard isThere, let job, let pod else { throw ClusterError("helm uninstall makes no Job with a Pod") }
            let hook = ChartRendering("hook", objects: [job.with("kind", .text("Job"))])
            let result = try await pullpass.run(try #require(hook.arguments(of: "Job")))
            #expect(result.status.isSuccess && result.outputText.contains(" 0 failures"), "\(result.errorText)")
            let status = #"{"status":{"phase":"\#(result.status.isSuccess ? "Succeeded" : "Failed")"}}"#
            try await cluster.patch("/api/v1/namespaces/pullpass/pods/\(pod)/status", status)
        }

        private func expectCopy(_ name: String, in team: String, of cluster: TestCluster) async throws {
            let isThere = try await eventually(within: .seconds(180)) { try await cluster.secret(team, name) != nil }
            #expect(isThere, "no \(name) in \(team)")
        }

        /// The names of all objects that a release or Pullpass might make.
        private func everything(in cluster: TestCluster) async throws -> Set<String> {
            let collections = [
                "/api/v1/secrets", "/api/v1/configmaps", "/api/v1/serviceaccounts", "/api/v1/services", "/api/v1/pods",
                "/apis/apps/v1/deployments", "/apis/apps/v1/replicasets", "/apis/batch/v1/jobs",
                "/apis/batch/v1/cronjobs",
                "/apis/policy/v1/poddisruptionbudgets", "/apis/coordination.k8s.io/v1/leases",
                "/apis/rbac.authorization.k8s.io/v1/roles", "/apis/rbac.authorization.k8s.io/v1/rolebindings",
                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
            ]
            var names: Set<String> = []
            for collection in collections {
                for object in try await cluster.read(JSON.self, collection)?["items"]?.array ?? [] {
                    let place = object["metadata"]?["namespace"]?.text ?? ""
                    let name = object["metadata"]?["name"]?.text ?? ""
                    // Each namespace has these from the controllers.
                    guard !["kube-root-ca.crt", "openshift-service-ca.crt", "default"].contains(name) else { continue }
                    names.insert("\(collection) \(place)/\(name)")
                }
            }
            return names
        }

        private static func values(registries: [JSON]) -> JSON {
            .object(["config": .object(["registries": .array(registries)])])
        }

        private static let dockerHub = registry("dockerhub", "docker.io", "dockerHub", source: "dockerhub")
        private static let quay = registry("quay", "quay.io/acme/", "quay", source: "quay-robot")

        private static func registry(_ name: String, _ pattern: String, _ kind: String, source: String) -> JSON {
            func key(_ name: String) -> JSON {
                .object(["secretKeyRef": .object(["name": .text(source), "key": .text(name)])])
            }
            return .object([
                "name": .text(name), "matchImages": .array([.text(pattern)]),
                "credentials": .object([kind: .object(["username": key("username"), "token": key("token")])]),
            ])
        }
    }
}
