import Configuration
import Images
import PlainReadings
import Policy
import PolicyTestSupport
import Testing

/// The plain evaluator of CEL with which fuzzers try policies, held to an implementation that is not ours.
@Suite(
    "The plain evaluator of policies evaluates as others do",
    .enabled(if: CELRuntime.isAvailable, CELRuntime.absence)
)
struct PlainPolicyTests {
    @Test func `hosts, wildcards, ports and paths match the same images`() async throws {
        let patterns = [
            "docker.io", "ghcr.io/acme", "*.io", "*.dkr.ecr.*.amazonaws.com", "*.*:5000", "[::1]:5000", "localhost",
            "docker.io/library/nginx",
        ]
        let registries = try patterns.enumerated().map { position, pattern in
            Registry(
                name: "r\(position)",
                matchImages: [try ImagePattern(parsing: pattern)],
                always: position == 6,
                namespaces: NamespaceRule(
                    names: position == 1 ? ["team-*"] : [],
                    labels: position == 2 ? ["tier": "prod"] : [:]
                ),
                imagePullPolicy: position < 2 ? .always : nil
            )
        }
        let images = try Fixture.everyImage()
        #expect(images.count > 100)
        let found = try await expectEqual(
            Comparison(configuration: Configuration(registries: registries), namespaceLabels: ["tier": "prod"]),
            on: images.map { PodCreation.request(ofPodWith: $0) }
                + images.prefix(20).map { PodCreation.request(ofPodWith: $0, namespace: "team-a") }
        )
        #expect(found > 50)
    }

    @Test func `the anonymous try goes last for both`() async throws {
        let comparison = Comparison(
            configuration: try AnonymousLists.configuration(),
            namespaceLabels: ["tier": "prod"]
        )
        let found = try await expectEqual(comparison, on: try AnonymousLists.requests())
        #expect(found > 20)
    }

    /// Evaluates requests with both; returns for how many something is done.
    private func expectEqual(_ comparison: Comparison, on requests: [JSON]) async throws -> Int {
        let policy = try #require(try JSON.parse(AdmissionPolicy(comparison.configuration).json)["items"]?[0])
        let calls = try JSON.parse(WebhookMatchConditions(comparison.configuration).json)
        let bindings = requests.map(comparison.bindings)
        let results = try await CELRuntime.evaluate(policy: policy, matchConditions: calls, on: bindings)
        try #require(results.count == requests.count)
        let plain = try PlainPolicy(spec: try ReferenceJSON(parsing: policy["spec"]?.bytes ?? []))
        let conditions = try PlainPolicy.expressions(try ReferenceJSON(parsing: calls.bytes)["matchConditions"]).map(
            \.expression
        )
        for (binding, result) in zip(bindings, results) {
            let labels = binding["namespaceObject"]?["metadata"]?["labels"]?.members.compactMapValues(\.text) ?? [:]
            let request = try ReferenceJSON(parsing: binding["request"]?.bytes ?? [])
            let names = PlainPolicy.names(request: request, namespaceLabels: labels)
            #expect(result.error == nil)
            #expect(effect(try plain.patch(names)) == result.effect, "\(binding)")
            #expect(try PlainPolicy.holds(conditions, names) == result.calls, "\(binding)")
        }
        return results.count { !($0.operations ?? []).isEmpty }
    }

    private func effect(_ patch: ReferenceJSON?) -> PodEffect {
        PodEffect(
            operations: (patch?.elements ?? []).map { operation in
                (operation["op"]?.string ?? "", operation["path"]?.string ?? "", JSON(operation["value"] ?? .null))
            }
        )
    }
}

extension JSON {
    fileprivate init(_ plain: ReferenceJSON) {
        switch plain {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let text): self = .number(Double(text) ?? 0)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .array(elements.map { JSON($0) })
        case .object(let members): self = .object(Dictionary(members.map { ($0.key, JSON($0.value)) }) { $1 })
        }
    }
}
