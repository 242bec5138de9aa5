import PolicyTestSupport
import TestSupport
import Testing

/// A rendering whose rights are put to the test.
struct RightsCase: Sendable, CustomTestStringConvertible {
    let snapshot: String
    /// What is granted twice by the same rendering, and why.
    var twice: [String] = []

    var testDescription: String { snapshot }

    static let all = [
        RightsCase(snapshot: "minimal"),
        // With the whole cluster's Secrets to read, those of the own namespace are among them.
        RightsCase(
            snapshot: "tenants",
            twice: ["list secrets in the own namespace", "watch secrets in the own namespace"]
        ),
        RightsCase(snapshot: "files"),
        RightsCase(snapshot: "namespaces"),
        RightsCase(snapshot: "cronjob"),
    ]

    /// Lives through everything with exactly the rights of the rendering, and compares these with what was asked.
    func run(in cluster: TestCluster) async throws {
        try await Self.run(try ChartRendering(snapshot: snapshot), twice: twice, in: cluster)
    }

    static func run(_ rendering: ChartRendering, twice: [String] = [], in cluster: TestCluster) async throws {
        let own = ChartInstallation.namespace
        let rendering = rendering.placingLazily()
        let start = try AccessLog.position(in: cluster)
        let life = try await ChartLife(rendering, in: cluster)
        do {
            try await life.run()
        } catch {
            // The next one is to find an empty cluster.
            try? await life.pullpass.remove()
            throw error
        }
        let log = try AccessLog(of: ChartInstallation.user, in: cluster, since: start)
        try await life.pullpass.remove()

        #expect(log.refused.isEmpty, "a right is missing: \(log.refused)")
        let rights = rendering.rights(of: "pullpass", in: own)
        let asked = log.granted
        #expect(!asked.isEmpty)
        #expect(asked.filter { !rights.allow($0) }.isEmpty, "the server allows what the rules do not")
        let unused = rights.unused(by: asked, own: own).filter { grant in
            // Newer servers send what is there at the start of a watch.
            cluster.simulation != nil || grant.verb != "list"
        }
        #expect(
            Set(unused.map(\.description)) == Set(twice.filter { cluster.simulation != nil || !$0.hasPrefix("list") })
        )
    }
}

extension RightsCase {
    /// Lives through the same with the rights of `examples/rbac.yaml`, and the commands that its head names.
    static func runExample(in cluster: TestCluster) async throws {
        let example = try ChartRendering("example", yaml: Repository.bytes("examples/rbac.yaml"))
        // Hooks are applied by nobody: these only say what runs.
        let rest = """
            kind: ConfigMap
            metadata: { annotations: { helm.sh/hook: none } }
            data:
              config.yaml: |
                apiVersion: pullpass.dev/v1alpha1
                kind: Configuration
                namespaceSelector: { matchLabels: { pullpass.dev/inject: enabled } }
                registries:
                  - name: dockerhub
                    matchImages: [docker.io]
                    credentials:
                      dockerHub:
                        username: { value: jane }
                        token: { secretKeyRef: { name: dockerhub-token, key: token } }
            ---
            kind: Deployment
            metadata: { annotations: { helm.sh/hook: none } }
            spec: { template: { spec: { containers: [ { args: [
              serve, --config, /etc/pullpass/config.yaml, --namespace, $(POD_NAMESPACE),
              --tls-cert, /etc/pullpass-tls/tls.crt, --tls-key, /etc/pullpass-tls/tls.key ] } ] } } }
            ---
            kind: Job
            metadata: { annotations: { helm.sh/hook: none } }
            spec: { template: { spec: { containers: [ { args: [
              sync, --once, --config, /etc/pullpass/config.yaml, --namespace, $(POD_NAMESPACE), --remove-all ] } ] } } }
            """
        let objects = try ChartRendering("example", yaml: Array(rest.utf8)).objects
        try await run(ChartRendering("example", objects: example.objects + objects), in: cluster)
    }
}

extension ChartTests.Simulated {
    @Suite("Rights")
    struct RightsTests {
        @Test("Each right of the chart is used, and none is missing", arguments: RightsCase.all)
        func rights(_ rights: RightsCase) async throws {
            try await rights.run(in: try ClusterTrait.running())
        }

        @Test func `each right of examples/rbac.yaml is used, and none is missing`() async throws {
            try await RightsCase.runExample(in: try ClusterTrait.running())
        }
    }
}

extension ChartTests.Real {
    @Suite("Rights")
    struct RightsTests {
        @Test("Each right of the chart is used, and none is missing", arguments: RightsCase.all)
        func rights(_ rights: RightsCase) async throws {
            try await rights.run(in: try ClusterTrait.running())
        }

        @Test func `each right of examples/rbac.yaml is used, and none is missing`() async throws {
            try await RightsCase.runExample(in: try ClusterTrait.running())
        }
    }
}
