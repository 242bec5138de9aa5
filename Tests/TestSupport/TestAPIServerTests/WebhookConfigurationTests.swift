import Kubernetes
import Testing

@testable import TestAPIServer

@Suite struct WebhookConfigurationTests {
    static let path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
    static let strategic = "application/strategic-merge-patch+json"

    static func webhook(_ name: String, _ client: String = #"{"url":"https://h/"}"#, more: String = "") -> String {
        #"{"name":"\#(name)","clientConfig":\#(client),"admissionReviewVersions":["v1"],"sideEffects":"None"\#(more)}"#
    }

    static func configuration(_ webhooks: String...) -> String {
        #"{"metadata":{"name":"c"},"webhooks":[\#(webhooks.joined(separator: ","))]}"#
    }

    @Test("A strategic patch merges webhooks by their names, a merge patch replaces the list")
    func merging() async throws {
        try await withServer { test in
            let made = try await test.send(
                "POST",
                Self.path,
                Self.configuration(Self.webhook("a.b.c"), Self.webhook("d.e.f"))
            )
            #expect(made.status == 201)
            let patch = #"{"webhooks":[{"name":"d.e.f","clientConfig":{"caBundle":"YQ=="}}]}"#
            let merged = try await test.send("PATCH", Self.path + "/c", patch, type: Self.strategic)
            #expect(merged.json["webhooks"]?.array?.map { $0["name"]?.string } == ["a.b.c", "d.e.f"])
            #expect(merged.json["webhooks"]?.array?.last?["clientConfig"] == ["url": "https://h/", "caBundle": "YQ=="])
            #expect(test.server.webhookConfiguration("c")?.webhooks.last?.caBundle == [0x61])
            let replaced = try await test.send("PATCH", Self.path + "/c", patch, type: "application/merge-patch+json")
            #expect(replaced.status == 422)
        }
    }

    @Test("A patch in another version than the present one is a conflict")
    func versions() async throws {
        try await withServer { test in
            _ = try await test.send("POST", Self.path, Self.configuration(Self.webhook("a.b.c")))
            let patch = #"{"metadata":{"resourceVersion":"1"},"webhooks":[]}"#
            #expect(try await test.send("PATCH", Self.path + "/c", patch, type: Self.strategic).status == 409)
        }
    }

    @Test(
        "What the API server refuses",
        arguments: [
            (configuration(webhook("a.b")), 422), (configuration(webhook("a.b.c"), webhook("a.b.c")), 422),
            (configuration(webhook("a.b.c", "{}")), 422),
            (configuration(webhook("a.b.c", #"{"url":"https://h/","service":{}}"#)), 422),
            (configuration(webhook("a.b.c", #"{"url":"https://h/","caBundle":"*"}"#)), 400),
            // What is no certificate is taken.
            (configuration(webhook("a.b.c", #"{"url":"https://h/","caBundle":"YQ=="}"#)), 201),
        ]
    )
    func refusals(_ body: String, _ status: Int) async throws {
        let answer = try await withServer { test in try await test.send("POST", Self.path, body).status }
        #expect(answer == status)
    }
}
