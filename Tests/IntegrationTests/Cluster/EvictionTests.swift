import EventLoop
import HTTP
import Kubernetes
import TestSupport
import Testing

extension RealClusterTests {
    @Test("An eviction is refused below a PodDisruptionBudget, and of a Pod that is not any more what was judged")
    func evicts() async throws {
        let cluster = try ClusterTrait.running()
        guard cluster.hasControllers else { return }
        let pods = EvictedPods(cluster: cluster)
        try await cluster.createNamespace("evicts")
        try await pods.create("runs", "waits")
        // Of one that is not ready below a budget that is healthy the API server asks its own reading alone, and not our version.
        try await pods.create("begins", app: "other")
        try await pods.run("runs")
        try await pods.protect()

        let refused = await pods.evict(try await pods.metadata("runs"))
        #expect(refused?.isThrottled == true, "\(String(describing: refused))")
        let judged = try await pods.metadata("begins")
        try await pods.run("begins", isReady: false)
        let changed = await pods.evict(judged)
        #expect(changed?.isConflict == true, "\(String(describing: changed))")
        #expect(try await pods.isThere("begins"))
        // A budget counts those that are ready, and this one never was.
        let waits = try await pods.metadata("waits")
        let none = await pods.evict(waits)
        #expect(none == nil, "\(String(describing: none))")
        #expect(try await !pods.isThere("waits"))
        #expect(try await pods.isThere("runs"))
    }
}

/// The Pods of a namespace, of which one that is ready may not go.
private struct EvictedPods {
    private struct Budget: Decodable {
        struct Status: Decodable {
            var observedGeneration: Int?
            var currentHealthy: Int?
            var disruptionsAllowed: Int?
        }
        var status: Status?
    }

    private static let budget = """
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"budget"},\
        "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}}}
        """

    let cluster: TestCluster
    private let path = "/api/v1/namespaces/evicts/pods"

    init(cluster: TestCluster) { self.cluster = cluster }

    func create(_ names: String..., app: String = "web") async throws {
        for name in names {
            let pod = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"\(name)","labels":{"app":"\(app)"}},\
                "spec":{"containers":[{"name":"c","image":"nginx"}]}}
                """
            // The ServiceAccount of a new namespace is made by a controller.
            let isAdmitted = try await eventually(within: .seconds(60)) {
                try await cluster.call(.post, path, pod).status == 201
            }
            #expect(isAdmitted)
        }
    }

    /// Says what a kubelet would.
    func run(_ name: String, isReady: Bool = true) async throws {
        let ready = isReady ? "True" : "False"
        try await cluster.patch(
            "\(path)/\(name)/status",
            #"{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"\#(ready)"}]}}"#
        )
    }

    func protect() async throws {
        let budgets = "/apis/policy/v1/namespaces/evicts/poddisruptionbudgets"
        try await cluster.must(.post, budgets, Self.budget)
        let isCounted = try await eventually(within: .seconds(60)) {
            let status = try await cluster.read(Budget.self, budgets + "/budget")?.status
            return status?.observedGeneration == 1 && status?.currentHealthy == 1 && status?.disruptionsAllowed == 0
        }
        #expect(isCounted)
    }

    func metadata(_ name: String) async throws -> ObjectMetadata {
        try #require(try await cluster.read(PartialObject.self, "\(path)/\(name)")).metadata
    }

    func isThere(_ name: String) async throws -> Bool {
        guard let pod = try await cluster.read(PartialObject.self, "\(path)/\(name)") else { return false }
        return !pod.metadata.isTerminating
    }

    /// As the healer does it.
    func evict(_ pod: ObjectMetadata) async -> KubernetesError? {
        let client = KubernetesClient(
            transport: cluster.transport,
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: cluster.loop),
            loop: cluster.loop
        )
        return await Task(executorPreference: cluster.loop) {
            do throws(KubernetesError) {
                _ = try await client.evict(pod)
                return nil
            } catch { return error }
        }.value
    }
}
