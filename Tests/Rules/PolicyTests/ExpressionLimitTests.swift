import Configuration
import Images
import PlainReadings
import Policy
import PolicyTestSupport
import Testing

/// The API server bounds each expression by itself, too: cel-go's cost limit is 1,000,000, and its parser takes 100,000 code points.
struct ExpressionLimitTests {
    private static let expectedImages = 30

    @Test(arguments: [
        (count: 300, pattern: "*.registry-N.*.*.*.example.com/some-team/of-many/"),
        (count: 500, pattern: "*.customer-N.registry.example.com/team/"),
        (count: 1470, pattern: "registry-N.example.com/a-team/of-many/with-a-name/"),
    ])
    func `however many patterns a registry has, each expression is one that the API server affords and reads`(
        count: Int,
        pattern: String
    ) throws {
        let expressions = try Self.expressions(ofPolicyFor: Self.registry(count, pattern, pulls: nil))
        for (name, text) in expressions {
            #expect(text.unicodeScalars.count < 100_000, "\(name)")
            #expect(Self.matchingCost(of: text) * Self.expectedImages < 1_000_000, "\(name)")
        }
        let matching = expressions.filter { $0.name.hasPrefix("matches_") }
        #expect(matching.reduce(0) { $0 + $1.text.split(separator: "r.repository.").count - 1 } == count)
    }

    @Test func `forced pulls are found in as many expressions as they need`() throws {
        let registry = try Self.registry(200, "*.registry-N.example.com/team/", pulls: .always)
        let expressions = try Self.expressions(ofPolicyFor: registry)
        for (name, text) in expressions {
            #expect(Self.matchingCost(of: text) * Self.expectedImages < 1_000_000, "\(name)")
        }
        #expect(expressions.count { $0.name.hasPrefix("alwaysPulled_") } > 1)
    }

    @Test func `patterns in several expressions match what they match in one`() throws {
        var configuration = Configuration(registries: [
            try Self.registry(200, "*.registry-N.example.com/team/", pulls: .always),
            try Self.registry(3, "few-N.example.com", name: "few", pulls: .always),
            try Self.registry(150, "*.other-N.example.com/", name: "many-1", pulls: nil),
        ])
        configuration.registries[0].namespaces = NamespaceRule(names: ["team-a", "x*"])
        let policy = try #require(try JSON.parse(AdmissionPolicy(configuration).json)["items"]?[0])
        let plain = try PlainPolicy(spec: try ReferenceJSON(parsing: policy["spec"]?.bytes ?? []))
        let webhook = Webhook(configuration)
        for image in [
            "a.registry-0.example.com/team/app", "a.registry-199.example.com/team/app", "few-2.example.com/app",
            "a.registry-200.example.com/team/app", "a.other-149.example.com/app:1",
        ] {
            for namespace in ["team-a", "team-b"] {
                let request = PodCreation.request(ofPodWith: image, namespace: namespace)
                let names = PlainPolicy.names(
                    request: try ReferenceJSON(parsing: request.bytes),
                    namespaceLabels: [:]
                )
                let patch = try #require(try plain.patch(names))
                let pod = try ReferencePatch.apply(
                    patch,
                    to: try ReferenceJSON(parsing: request["object"]?.bytes ?? [])
                )
                let secrets = (pod["spec"]?["imagePullSecrets"]?.elements ?? []).map { $0["name"]?.string ?? "" }
                let isPulled = pod["spec"]?["containers"]?.elements?.first?["imagePullPolicy"]?.string == "Always"
                let expected = try webhook.answer(request).effect
                #expect(secrets == expected.secrets, "\(image) in \(namespace)")
                #expect(isPulled == !expected.alwaysPulled.isEmpty, "\(image) in \(namespace)")
            }
        }
    }

    @Test func `a pattern that no expression could try is refused`() throws {
        let long = "*.example.com/" + String(repeating: "a", count: 5000)
        let error = try #require(throws: PolicyError.self) {
            try Self.expressions(ofPolicyFor: Self.registry(1, long, pulls: nil))
        }
        #expect(error.description.contains("shorter patterns"))
    }

    @Test func `an expression that the API server would not read is refused, and match conditions do without it`()
        throws
    {
        var registry = try Self.registry(1, "docker.io", pulls: nil)
        registry.namespaces = NamespaceRule(names: (0..<6000).map { "namespace-\($0)" })
        let configuration = Configuration(registries: [registry])
        let error = try #require(throws: PolicyError.self) { try AdmissionPolicy(configuration) }
        #expect(error.description.contains("needs_many would have"))
        #expect(error.description.contains("stay with the webhook"))
        #expect(try Self.conditions(configuration) == ["no-mirror-pod", "not-opted-out"])
    }

    @Test(arguments: [(count: 1000, isRead: true), (count: 1500, isRead: false)])
    func `match conditions that would be too long let every Pod through`(count: Int, isRead: Bool) throws {
        let registry = try Self.registry(count, "registry-N.example.com/a-team/of-many/", pulls: nil)
        let names = try Self.conditions(Configuration(registries: [registry]))
        #expect(names == ["no-mirror-pod", "not-opted-out"] + (isRead ? ["some-image-needs-a-secret"] : []))
    }

    private static func registry(
        _ count: Int,
        _ pattern: String,
        name: String = "many",
        pulls: Registry.PullPolicy?
    ) throws -> Registry {
        let patterns = try (0..<count).map {
            try ImagePattern(parsing: pattern.split(separator: "N").joined(separator: "\($0)"))
        }
        return Registry(name: name, matchImages: patterns, imagePullPolicy: pulls)
    }

    private static func conditions(_ configuration: Configuration) throws -> [String] {
        let list = try JSON.parse(WebhookMatchConditions(configuration).json)["matchConditions"]?.array ?? []
        return list.compactMap { $0["name"]?.text }
    }

    private static func expressions(
        ofPolicyFor registry: Registry
    ) throws -> [(name: String, text: String)] {
        let policy = try AdmissionPolicy(Configuration(registries: [registry]))
        let spec = try JSON.parse(policy.json)["items"]?[0]["spec"]
        let named = (spec?["variables"]?.array ?? []) + (spec?["matchConditions"]?.array ?? [])
        return named.map { ($0["name"]?.text ?? "", $0["expression"]?.text ?? "") }
    }

    /// What all regular expressions of a text cost cel-go for one image of 256 characters: a tenth of those times a quarter of their own.
    private static func matchingCost(of text: String) -> Int {
        text.split(separator: ".matches(r'").dropFirst().reduce(0) { cost, rest in
            cost + 26 * ((rest.split(separator: "'", maxSplits: 1).first?.utf8.count ?? 0) / 4 + 1)
        }
    }
}
