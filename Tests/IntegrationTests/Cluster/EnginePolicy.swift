import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestSupport
import Testing
import Text

/// What an installation with `injection.engine: policy` has in the cluster.
struct EnginePolicy {
    let pullpass: Installation
    private let group = "/apis/admissionregistration.k8s.io/v1"
    private let roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles"

    init(_ pullpass: Installation) { self.pullpass = pullpass }

    private var cluster: TestCluster { pullpass.cluster }
    private var name: String { pullpass.name }
    private var role: String { "\(roles)/\(name)-policy" }

    /// Policy and binding.
    var paths: [String] {
        ["\(group)/mutatingadmissionpolicies/\(name)", "\(group)/mutatingadmissionpolicybindings/\(name)"]
    }

    /// What the chart grants for this.
    static var rights: [String] {
        get throws {
            let groups: Set = ["admissionregistration.k8s.io", "rbac.authorization.k8s.io"]
            return try ChartRights.documents(for: groups, in: "policy", as: "policy")
        }
    }

    /// The installation's configuration with this engine.
    func configuration(_ extra: String = "", name: String? = nil) -> String {
        pullpass.configuration(extra: extra)
            + "\ninjection: { engine: policy, policy: { name: \(name ?? self.name), ownerRole: \(self.name)-policy } }\n"
    }

    /// The test server reads the rules and keeps no ClusterRole by itself.
    func createRole() async throws {
        guard cluster.simulation != nil else { return }
        try await cluster.must(.post, roles, #"{"metadata":{"name":"\#(name)-policy"},"rules":[]}"#)
    }

    func spec() async throws -> JSONValue {
        try #require(try await cluster.read(SpecObject.self, paths[0])).spec
    }

    /// Whether the policy becomes what it should.
    func becomes(_ isRight: (JSONValue) -> Bool) async throws -> Bool {
        try await eventually(within: .seconds(60)) {
            try await cluster.read(SpecObject.self, paths[0]).map { isRight($0.spec) } ?? false
        }
    }

    /// Waits until Pods of Docker Hub get the Secret, or not, by namespace; the test server evaluates no policy.
    func checkPods(_ expected: [String: Bool]) async throws {
        guard cluster.simulation == nil else { return }
        for (namespace, isInjected) in expected {
            let isSo = try await eventually(within: .seconds(60)) {
                let answer = try await cluster.call(.post, "/api/v1/namespaces/\(namespace)/pods?dryRun=All", Self.pod)
                guard answer.status == 201 else { return false }
                let secrets = PolicyInstallation.secrets(of: try JSON.parse(answer.body))
                return secrets == (isInjected ? [pullpass.secretName, "pullpass-anonymous"] : [])
            }
            #expect(isSo, "a Pod in \(namespace) is not \(isInjected ? "injected" : "left alone")")
        }
    }

    /// The chart is uninstalled, or its engine changed, while a replica still runs: both go with the ClusterRole, for good.
    func uninstall(beside server: PullpassServer) async throws {
        // Without its rights, or without the ClusterRole, nothing comes back.
        guard cluster.simulation == nil, cluster.hasControllers else {
            try await cluster.must(.delete, role)
            for path in paths { try await cluster.must(.delete, path) }
            _ = await server.log.firstLine { $0.contains("there is no ClusterRole \(name)-policy") }
            for path in paths { #expect(try await cluster.call(.get, path).status == 404) }
            return
        }
        try await cluster.must(.delete, role)
        for path in paths {
            let isGone = try await eventually(within: .seconds(60)) { try await cluster.call(.get, path).status == 404 }
            #expect(isGone)
        }
        _ = await server.log.firstLine { $0.contains("reading the ClusterRole \(name)-policy failed") }
        for path in paths { #expect(try await cluster.call(.get, path).status == 404) }
        #expect(try await server.health("readyz") == 503)
    }

    /// A policy of our name that somebody else made.
    func leaveForeignAlone() async throws {
        guard cluster.simulation != nil else { return }
        // Only the test server's rights outlive the ClusterRole.
        try await createRole()
        let collection = "\(group)/mutatingadmissionpolicies"
        try await cluster.must(.post, collection, #"{"metadata":{"name":"\#(name)"},"spec":{"mine":"1"}}"#)
        let round = try await pullpass.sync(configuration: configuration())
        #expect(round.status == .exited(1))
        #expect(round.outputText.contains("problem: MutatingAdmissionPolicy \(name) is not Pullpass'"))
        #expect(try await spec() == JSONValue(parsing: #"{"mine":"1"}"#))
        #expect(try await cluster.events().contains("ForeignPolicy"))
    }

    private static let pod =
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"p-"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}"#
}
