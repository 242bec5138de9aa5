import Configuration
import Images
import Policy
import Testing

struct RefusalTests {
    @Test(arguments: ["[::1]", "[fe80::1]/a"])
    func `a pattern that CEL does not follow is refused with its registry and the reason`(pattern: String) throws {
        let bad = try ImagePattern(parsing: pattern)
        let good = try ImagePattern(parsing: "[::1]:5000")
        let configuration = Configuration(registries: [
            Registry(name: "good", matchImages: [good]), Registry(name: "bad", matchImages: [good, bad]),
        ])
        let error = try #require(throws: PolicyError.self) { try AdmissionPolicy(configuration) }
        #expect(error.refusals.map(\.registry) == ["bad"])
        #expect(error.refusals.map(\.pattern) == [pattern])
        #expect(error.description.contains("write the port"))
        #expect(throws: PolicyError.self) { try WebhookMatchConditions(configuration) }
    }

    @Test func `namespaces' own Secrets are refused, since only the webhook knows them`() throws {
        var configuration = Configuration(registries: [])
        configuration.keeper.tenantSecretsEnabled = true
        let error = try #require(throws: PolicyError.self) { try AdmissionPolicy(configuration) }
        #expect(error.description.contains("tenantSecrets"))
    }

    @Test func `more patterns than the API server would try are refused`() throws {
        let patterns = try (0..<800).map {
            try ImagePattern(parsing: "*.registry-\($0).*.*.*.example.com/some-team/of-many/")
        }
        let configuration = Configuration(registries: [Registry(name: "many", matchImages: patterns)])
        let error = try #require(throws: PolicyError.self) { try AdmissionPolicy(configuration) }
        #expect(error.description.contains("cost limit"))
        // Match conditions leave the Pods with more than a few images to the webhook.
        _ = try WebhookMatchConditions(configuration)
    }
}
