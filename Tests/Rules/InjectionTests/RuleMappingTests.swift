import Admission
import Configuration
import Images
import Injection
import Testing

struct RuleMappingTests {
    @Test func `a registry's rule has everything that matters to a Pod`() throws {
        let pattern = try ImagePattern(parsing: "ghcr.io/acme")
        let registry = Registry(
            name: "ghcr",
            matchImages: [pattern],
            always: true,
            secretName: "pull",
            namespaces: NamespaceRule(names: ["team-*"], labels: ["tier": "on"]),
            imagePullPolicy: .always
        )
        let expected = InjectionRule(
            name: "ghcr",
            secretName: "pull",
            patterns: [pattern],
            matchesEveryPod: true,
            namespaceNames: ["team-*"],
            forcesAlwaysPull: true
        )
        #expect(InjectionRule(registry) == expected)
        let plain = InjectionRule(Registry(name: "hub", matchImages: []))
        #expect(plain == InjectionRule(name: "hub", secretName: "pullpass-hub", patterns: []))
    }

    @Test func `rules keep the configuration's order, and labels choose among them`() {
        let configuration = Configuration(registries: [
            Registry(name: "b", matchImages: [], namespaces: NamespaceRule(labels: ["tier": "on"])),
            Registry(name: "a", matchImages: []),
        ])
        #expect(AdmissionRules(configuration).rules.map(\.name) == ["b", "a"])
        #expect(AdmissionRules(configuration, inNamespaceLabelled: [:]).rules.map(\.name) == ["a"])
        #expect(AdmissionRules(configuration, inNamespaceLabelled: ["tier": "on"]).rules.map(\.name) == ["b", "a"])
    }

    @Test func `facts go by registries' names and become places among rules`() {
        let rules = ["a", "b", "c"].map { InjectionRule(Registry(name: $0, matchImages: [])) }
        let tenant = InjectionRule(tenantSecret: "own", patterns: [])
        let facts = NamespaceFacts(excludedRegistries: ["c", "gone"], tenants: [tenant])
        #expect(Array(facts.rules(among: rules).excluded) == [2])
        #expect(facts.rules(among: rules).tenants.rules.map(\.secretName) == ["own"])
    }
}
