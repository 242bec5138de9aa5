import FoundationEssentials
import HTTP
import Kubernetes
import PolicyTestSupport
import TestSupport
import Testing

extension ChartTests.Real {
    @Suite("What is rendered")
    struct AcceptanceTests {
        private static let snapshots: [String] =
            (try? FileManager.default.contentsOfDirectory(atPath: Repository.path("charts/pullpass/ci/snapshots")))?
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted() ?? []

        @Test func `there are snapshots to look at`() { #expect(Self.snapshots.count >= 10) }

        /// But for kinds that only an operator's definitions bring: CI validates those against their types.
        @Test("Every object is accepted, and no field is unknown", arguments: snapshots)
        func accepted(_ snapshot: String) async throws {
            let cluster = try ClusterTrait.running()
            for namespace in ["pullpass"] + ChartInstallation.teams { try await cluster.ensureNamespace(namespace) }
            let rendering = try ChartRendering(snapshot: snapshot)
            // A dry run of what stands in a namespace needs it.
            for name in rendering.objects("Namespace").compactMap({ $0["metadata"]?["name"]?.text }) {
                try await cluster.ensureNamespace(name)
            }
            let objects = rendering.objects.filter(ChartInstallation.isKnown)
            let pods = objects.filter { $0["kind"]?.text == "Pod" }
            for object in objects where object["kind"]?.text != "Pod" { try await check(object, in: cluster) }
            // Those of `helm test` are admitted only where their ServiceAccount is there.
            var made: [String] = []
            for account in Set(pods.compactMap { $0["spec"]?["serviceAccountName"]?.text }) {
                let body = #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"\#(account)"}}"#
                let status = try await cluster.call(.post, Self.accounts, body).status
                if status == 201 { made.append(account) }
            }
            for pod in pods { try await check(pod, in: cluster) }
            for account in made { try await cluster.must(.delete, "\(Self.accounts)/\(account)") }
        }

        private static let accounts = "/api/v1/namespaces/pullpass/serviceaccounts"

        private func check(_ object: JSON, in cluster: TestCluster) async throws {
            let path = "\(object.collection)?dryRun=All&fieldValidation=Strict"
            let answer = try await cluster.call(.post, path, object.compact)
            let text = String(decoding: answer.body, as: UTF8.self)
            let isThere = object["kind"]?.text == "Namespace" && answer.status == 409
            #expect(answer.status == 201 || isThere, "\(object["kind"]?.text ?? "") \(object.collection): \(text)")
        }
    }
}
