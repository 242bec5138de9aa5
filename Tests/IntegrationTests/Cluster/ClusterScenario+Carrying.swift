import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension SimulatedClusterTests {
    @Test(
        "ServiceAccounts carry the names where nobody changes Pods, beside what others put there, and lose them again"
    )
    func carries() async throws { try await ClusterScenario.carry(try ClusterTrait.running()) }
}

extension RealClusterTests {
    @Test(
        "ServiceAccounts carry the names where nobody changes Pods, beside what others put there, and lose them again"
    )
    func carries() async throws { try await ClusterScenario.carry(try ClusterTrait.running()) }
}

extension ClusterScenario {
    /// `serviceAccounts` with `injection.engine: none`, by the rights of the chart.
    static func carry(_ cluster: TestCluster) async throws {
        let rights = try ChartRights.documents(for: [""], in: "carrying-service-accounts", as: "carrying")
        let pullpass = try await Installation("carries", in: cluster, rights: rights)
        let accounts = CarriedAccounts(cluster: cluster)
        let ours = ["pullpass-carries", "pullpass-anonymous"]
        let on = pullpass.configuration() + "\ninjection: { engine: none }\nserviceAccounts: { enabled: true }\n"
        try await accounts.create("carries-a", naming: ["own"])

        let round = try await pullpass.sync(configuration: on)
        #expect(round.status.isSuccess, "\(round.outputText) \(round.errorText)")
        #expect(round.outputText.contains("ServiceAccounts: "), "\(round.outputText)")
        #expect(try await accounts.names("carries-a") == ["own"] + ours)
        let again = try await pullpass.sync()
        #expect(again.outputText.contains("ServiceAccounts: 0 written"), "\(again.outputText)")

        let server = try await pullpass.serve(on, hasWebhook: false)
        try await accounts.create("carries-b", naming: [])
        #expect(try await accounts.become(ours, in: "carries-b"))
        _ = try await pullpass.waitForCopy("carries-b")
        if cluster.simulation == nil {
            // The API server copies the account's list into a Pod that has none.
            #expect(try await accounts.podHas(["own"] + ours, in: "carries-a"))
        }

        // Who owns the whole list by server-side apply takes ours out, once.
        try await accounts.apply(["own", "late"], in: "carries-a")
        #expect(try await accounts.become(["own", "late"] + ours, in: "carries-a"))
        #expect(try await server.metrics().contains(#"pullpass_service_accounts{state="right"}"#))

        let off = on.replacing("enabled: true }\n", with: "enabled: false }\n")
        try server.replaceConfiguration(off)
        #expect(try await accounts.become(["own", "late"], in: "carries-a"))
        #expect(try await accounts.become([], in: "carries-b"))
        #expect(try await accounts.record("carries-a") == nil)
        try server.replaceConfiguration(on)
        #expect(try await accounts.become(["own", "late"] + ours, in: "carries-a"))
        for line in server.log.lines { #expect(!line.contains("needs verb"), "\(line)") }
        try await pullpass.checkLeaks(server)
        #expect(try await server.stop().isSuccess)

        let end = try await pullpass.sync("--remove-all", "--strict")
        #expect(end.status.isSuccess, "\(end.outputText) \(end.errorText)")
        #expect(end.outputText.contains("ServiceAccounts: names taken away from "), "\(end.outputText)")
        #expect(try await accounts.names("carries-a") == ["own", "late"])
        #expect(try await accounts.record("carries-a") == nil)
    }
}

/// The ServiceAccounts `builder` of a cluster's namespaces.
private struct CarriedAccounts {
    let cluster: TestCluster

    private func path(_ namespace: String) -> String { "/api/v1/namespaces/\(namespace)/serviceaccounts" }
    private func list(_ names: [String]) -> String { names.map { #"{"name":"\#($0)"}"# }.joined(separator: ",") }

    func create(_ namespace: String, naming names: [String]) async throws {
        try await cluster.must(
            .post,
            path(namespace),
            #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"builder"},"imagePullSecrets":[\#(list(names))]}"#
        )
    }

    /// Makes the list what it says, by server-side apply with force.
    func apply(_ names: [String], in namespace: String) async throws {
        try await cluster.must(
            .patch,
            path(namespace) + "/builder?fieldManager=gitops&force=true",
            #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"builder"},"imagePullSecrets":[\#(list(names))]}"#,
            type: "application/apply-patch+yaml"
        )
    }

    private func read(_ namespace: String) async throws -> ServiceAccountObject? {
        try await cluster.read(ServiceAccountObject.self, path(namespace) + "/builder")
    }

    func names(_ namespace: String) async throws -> [String]? { try await read(namespace)?.pullSecrets }

    func record(_ namespace: String) async throws -> String? {
        try await read(namespace)?.metadata.annotations["pullpass.dev/pull-secrets"]
    }

    /// Whether the list becomes this in time.
    func become(_ names: [String], in namespace: String) async throws -> Bool {
        try await eventually(within: .seconds(60)) { try await self.names(namespace) == names }
    }

    private struct Pod: Decodable {
        struct Spec: Decodable { var imagePullSecrets: [Reference]? }
        struct Reference: Decodable { var name: String }
        var spec: Spec
    }

    /// Whether a Pod of the account is given this list.
    func podHas(_ names: [String], in namespace: String) async throws -> Bool {
        let pods = "/api/v1/namespaces/\(namespace)/pods"
        try await cluster.must(
            .post,
            pods,
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"serviceAccountName":"builder","containers":[{"name":"c","image":"nginx"}]}}"#
        )
        return try await cluster.read(Pod.self, pods + "/web")?.spec.imagePullSecrets?.map(\.name) == names
    }
}
