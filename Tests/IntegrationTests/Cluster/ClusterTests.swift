import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

/// Starts one cluster for all tests of a suite.
struct ClusterTrait: SuiteTrait, TestScoping {
    @TaskLocal static var cluster: TestCluster?

    let start: @Sendable () async throws -> TestCluster

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let cluster = try await start()
        let result: Result<Void, any Error>
        do {
            try await Self.$cluster.withValue(cluster) { try await function() }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await cluster.stop()
        try result.get()
    }

    static func running() throws -> TestCluster { try #require(cluster) }
}

@Suite(
    "The built binary and the test API server, over HTTP",
    .serialized,
    .needs("curl", "openssl"),
    ClusterTrait(start: SimulatedCluster.start)
)
struct SimulatedClusterTests {
    @Test("In a cluster", arguments: ClusterScenario.allCases)
    func scenario(_ scenario: ClusterScenario) async throws {
        try await scenario.run(in: try ClusterTrait.running())
    }
}

extension SimulatedClusterTests {
    @Test("Each namespace gets the credential of its own ServiceAccount, and nobody another one's")
    func separates() async throws { try await ClusterScenario.separate(try ClusterTrait.running()) }
}

extension RealClusterTests {
    @Test("Each namespace gets the credential of its own ServiceAccount, and nobody another one's")
    func separates() async throws { try await ClusterScenario.separate(try ClusterTrait.running()) }
}

@Suite(
    "The built binary and a real kube-apiserver",
    .serialized,
    .enabled(if: RealCluster.isAvailable, Comment(rawValue: RealCluster.absence)),
    ClusterTrait(start: RealCluster.start)
)
struct RealClusterTests {
    @Test("In a cluster", arguments: ClusterScenario.allCases)
    func scenario(_ scenario: ClusterScenario) async throws {
        try await scenario.run(in: try ClusterTrait.running())
    }

    @Test("A registered webhook injects the Pods of a Deployment, and of nobody who did not opt in")
    func injects() async throws {
        let cluster = try ClusterTrait.running()
        let pullpass = try await Installation("injects", in: cluster)
        try await cluster.createNamespace("injects-unlabelled")
        let server = try await pullpass.serve()
        try await register(server, for: pullpass)
        _ = try await pullpass.waitForCopy("injects-a")

        for namespace in ["injects-a", "injects-unlabelled"] {
            let isAdmitted = try await eventually(within: .seconds(60)) {
                // The ServiceAccount of a new namespace is made by a controller.
                try await cluster.call(.post, "/api/v1/namespaces/\(namespace)/pods", Self.pod).status == 201
            }
            #expect(isAdmitted)
        }
        #expect(try await pullSecrets("injects-a", "web") == ["pullpass-injects", "pullpass-anonymous"])
        #expect(try await pullSecrets("injects-unlabelled", "web") == [])

        guard cluster.hasControllers else { return }
        try await cluster.must(.post, "/apis/apps/v1/namespaces/injects-b/deployments", Self.deployment)
        let found = try await eventually(within: .seconds(60)) {
            let pods = try await cluster.read(PodList.self, "/api/v1/namespaces/injects-b/pods")?.items ?? []
            return pods.count == 2 && pods.allSatisfy { $0.secrets == ["pullpass-injects", "pullpass-anonymous"] }
        }
        #expect(found, "the Deployment's Pods have no pull Secret")
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)
        // With nobody there, failurePolicy Ignore lets Pods through.
        try await cluster.must(.post, "/api/v1/namespaces/injects-c/pods", Self.pod)
    }

    private static let pod =
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}"#

    private static let deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":2,\
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},\
        "spec":{"containers":[{"name":"c","image":"team/app:1"}]}}}}
        """

    private struct Pod: Decodable {
        struct Spec: Decodable { var imagePullSecrets: [Reference]? }
        struct Reference: Decodable { var name: String }
        var spec: Spec
        var secrets: [String] { (spec.imagePullSecrets ?? []).map(\.name) }
    }

    private struct PodList: Decodable { var items: [Pod] }

    private func pullSecrets(_ namespace: String, _ pod: String) async throws -> [String]? {
        try await ClusterTrait.running().read(Pod.self, "/api/v1/namespaces/\(namespace)/pods/\(pod)")?.secrets
    }

    /// Registers a server by its URL, with the selectors of `examples/webhook.yaml`.
    func register(_ server: PullpassServer, for pullpass: Installation) async throws {
        let bundle = try Data(contentsOf: URL(filePath: server.certificates.authority)).base64EncodedString()
        try await pullpass.cluster.must(
            .post,
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration",\
            "metadata":{"name":"\(pullpass.name)"},"webhooks":[{"name":"inject.pullpass.dev","admissionReviewVersions":["v1"],\
            "clientConfig":{"url":"\(server.url())","caBundle":"\(bundle)"},\
            "rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"],"scope":"Namespaced"}],\
            "namespaceSelector":{"matchLabels":{"pullpass.dev/inject":"enabled","installation":"\(pullpass.name)"}},\
            "sideEffects":"NoneOnDryRun","reinvocationPolicy":"IfNeeded","failurePolicy":"Ignore","timeoutSeconds":5}]}
            """
        )
    }
}
