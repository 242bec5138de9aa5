import HTTP
import Kubernetes
import Testing

struct CertificateCallTests {
    private static let answer = """
        {"kind":"MutatingWebhookConfiguration","apiVersion":"admissionregistration.k8s.io/v1",\
        "metadata":{"name":"pullpass","uid":"u","resourceVersion":"8"},\
        "webhooks":[{"name":"a.x.y","clientConfig":{"url":"https://h/","caBundle":"YWI="}},{"name":"b.x.y","clientConfig":{}}]}
        """

    @Test func `caBundle is set by the webhooks' names, in the version that was read`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(200, Self.answer) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let read = try #require(try await client.mutatingWebhookConfiguration("pullpass"))
            #expect(read.webhooks == [.init(name: "a.x.y", caBundle: Array("ab".utf8)), .init(name: "b.x.y")])
            _ = try await client.setCABundle(
                Array("cd".utf8),
                of: read,
                fieldManager: "pullpass",
                priority: .placement
            )
            let requests = transport.requests
            let path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pullpass"
            #expect(requests.map(\.target) == [path, path + "?fieldManager=pullpass"])
            #expect(requests[1].contentType == "application/strategic-merge-patch+json")
            #expect(
                requests[1].text == """
                    {"metadata":{"resourceVersion":"8"},"webhooks":[{"clientConfig":{"caBundle":"Y2Q="},"name":"a.x.y"},\
                    {"clientConfig":{"caBundle":"Y2Q="},"name":"b.x.y"}]}
                    """
            )
        }
    }

    @Test func `what may not be done to a registration is told with the name that it is about`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(404, "") }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let absent = try await client.mutatingWebhookConfiguration("pullpass")
            #expect(absent == nil)
            let configuration = WebhookConfigurationObject(metadata: .init(name: "pullpass"), webhooks: [])
            do throws(KubernetesError) {
                _ = try await client.setCABundle([], of: configuration, fieldManager: "p", priority: .placement)
                Issue.record("it worked")
            } catch {
                #expect(error.isNotFound)
                let name = "mutatingwebhookconfigurations.admissionregistration.k8s.io/pullpass"
                #expect("\(error)" == "cannot patch \(name): not found")
            }
        }
    }

    @Test func `a Secret is created by an apply in a version that no object has`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(201, Recorded.appliedSecret) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let manifest = SecretManifest(
                namespace: "a",
                name: "b",
                type: "Opaque",
                data: ["k": [1]],
                uid: "u",
                resourceVersion: "77"
            )
            _ = try await client.createSecret(manifest, fieldManager: "pullpass", priority: .placement)
            let request = try #require(transport.requests.first)
            #expect(request.target == "/api/v1/namespaces/a/secrets/b?fieldManager=pullpass&force=true")
            #expect(request.text.contains(#""resourceVersion":"1""#))
            #expect(!request.text.contains("uid"))
        }
    }

    @Test func `a patch takes values away with null, and wants no data back`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(200, Recorded.appliedSecret) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            _ = try await client.patchSecret(
                ObjectMetadata(name: "b", namespace: "a", uid: "u", resourceVersion: "7"),
                data: ["gone": nil, "set": [1]],
                annotations: ["x": nil, "y": "z"],
                fieldManager: "pullpass",
                priority: .placement
            )
            let request = try #require(transport.requests.first)
            #expect(request.contentType == "application/merge-patch+json")
            #expect(request.accept == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            #expect(
                request.text == """
                    {"data":{"gone":null,"set":"AQ=="},\
                    "metadata":{"annotations":{"x":null,"y":"z"},"resourceVersion":"7","uid":"u"}}
                    """
            )
        }
    }
}
