import Configuration
import Testing

/// The rules for `injection`, each with all that is said about a file that breaks it.
struct InjectionRuleTests {
    private static let policy = "injection: { engine: policy }"

    @Test(
        "Each mistake is reported with its line, its place and what to write",
        arguments: [
            (
                settings("injection: { engine: cel }"), .cluster,
                ["c.yaml:7: injection.engine: \"cel\" is not known: write webhook, policy or none"]
            ),
            (
                settings("injection: { engin: policy }"), .cluster,
                ["c.yaml:7: injection.engin: unknown key: did you mean engine?"]
            ),
            (
                settings("injection: { policy: { name: a } }"), .cluster,
                [
                    "c.yaml:7: injection.policy: names a policy that nobody writes: write engine: policy, or leave it out"
                ]
            ),
            (
                settings("injection: { engine: policy, policy: { name: A, ownerRole: \"a b\" } }"), .cluster,
                [
                    "c.yaml:7: injection.policy.name: \"A\" is no name of a MutatingAdmissionPolicy: write lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
                    "c.yaml:7: injection.policy.ownerRole: \"a b\" is no name of a ClusterRole: write lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
                ]
            ),
            (
                settings("injection: { engine: policy, matchConditions: true }"), .cluster,
                [
                    "c.yaml:7: injection.matchConditions: are a webhook's, and engine: policy has none: leave them out"
                ]
            ),
            (
                settings(policy), .standalone,
                [
                    "c.yaml:7: injection: has what is written into a cluster: leave --standalone out, or write engine: webhook alone"
                ]
            ),
            (
                registry("matchImages: [docker.io]\nplacement: lazy\ncredentials: { gar: {} }") + policy + "\n",
                .cluster,
                [
                    "c.yaml:6: registries[0].placement: lazy waits for the webhook to see a Pod, and injection.engine: policy has none: write eager"
                ]
            ),
        ] as [(String, Configuration.Mode, [String])]
    )
    func mistake(_ text: String, _ mode: Configuration.Mode, _ expected: [String]) {
        let reading = parse(text, mode: mode)
        #expect(reading.errors.map(\.description) == expected)
        #expect(reading.configuration == nil)
    }

    @Test("Without it the webhook injects, and its registration says nothing of images")
    func defaults() throws {
        let injection = try parse(settings("")).get().injection
        #expect(injection == InjectionSettings())
        #expect(injection.engine == .webhook)
        #expect(!injection.needsCEL)
    }

    @Test("A policy has a name and, where one is given, an owner")
    func names() throws {
        let short = try parse(settings(Self.policy)).get().injection
        #expect(short.engine == .policy)
        #expect(short.policy.name == "pullpass")
        #expect(short.policy.ownerRole == nil)
        #expect(short.needsCEL)
        let text = "injection: { engine: policy, policy: { name: edge, ownerRole: edge-policy } }"
        let long = try parse(settings(text)).get().injection
        #expect(long.policy.name == "edge")
        #expect(long.policy.ownerRole == "edge-policy")
        let matched = try parse(settings("injection: { matchConditions: true }")).get().injection
        #expect(matched.matchConditions && matched.needsCEL)
    }

    @Test("What is the webhook's in server: is not used with a policy, and a warning says so")
    func unusedSettings() throws {
        let server = "\nserver: { listen: \":9443\", metricsListen: \":9080\", tls: { clientCAFile: a } }"
        let reading = parse(settings(Self.policy + server))
        #expect(
            reading.warnings.map(\.description) == [
                "c.yaml:8: warning: server.listen: is the webhook's, and injection.engine: policy has none: it is not used",
                "c.yaml:8: warning: server.tls: is the webhook's, and injection.engine: policy has none: it is not used",
            ]
        )
        #expect(reading.configuration != nil)
    }
}
