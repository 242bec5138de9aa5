import Configuration
import Images
import Policy
import PolicyTestSupport
import Testing
import YAML

struct RenderingTests {
    @Test func `YAML and JSON say the same`() throws {
        var configuration = try Fixture.reviewConfiguration()
        configuration.registries[0].namespaces = NamespaceRule(
            names: ["a*", "it's\n\"é\\"],
            labels: ["tier": "on", "n": ""]
        )
        configuration.namespaceSelector = LabelSelector(
            matchLabels: ["a/b": "true", "c": "1"],
            matchExpressions: [
                LabelSelector.Expression(key: "x", operator: .exists),
                LabelSelector.Expression(key: "y", operator: .notIn, values: ["0x1", "no", ""]),
            ]
        )
        let options = PolicyOptions(name: "0", ownNamespace: "true", onlyNamespaces: ["a", "1e3"])
        let policy = try AdmissionPolicy(configuration, options: options)
        let documents = try YAMLNode.parse(yaml: Array(policy.yaml.utf8)).map { try JSON.parse($0.json) }
        #expect(documents.map { $0["kind"]?.text } == ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"])
        #expect(try JSON.parse(policy.json)["items"] == .array(documents))

        let conditions = try WebhookMatchConditions(configuration)
        let read = try YAMLNode.parse(yaml: Array(conditions.yaml.utf8)).map { try JSON.parse($0.json) }
        #expect(try read == [JSON.parse(conditions.json)])
    }

    @Test func `the policy leaves out the namespaces that must work without Pullpass`() throws {
        let configuration = Configuration(registries: [
            Registry(name: "hub", matchImages: [try ImagePattern(parsing: "docker.io")])
        ])
        let options = PolicyOptions(ownNamespace: "own", onlyNamespaces: ["team-a"])
        let policy = try JSON.parse(AdmissionPolicy(configuration, options: options).json)["items"]?[0]["spec"]
        let requirements = policy?["matchConstraints"]?["namespaceSelector"]?["matchExpressions"]?.array ?? []
        #expect(
            requirements.map {
                "\($0["key"]?.text ?? "") \($0["operator"]?.text ?? "") \($0["values"]?.array.map(\.text) ?? [])"
            } == [
                #"pullpass.dev/inject In [Optional("enabled"), Optional("true")]"#,
                #"kubernetes.io/metadata.name NotIn [Optional("own"), Optional("kube-system"), Optional("kube-node-lease")]"#,
                #"kubernetes.io/metadata.name In [Optional("team-a")]"#,
            ]
        )
        #expect(policy?["failurePolicy"]?.text == "Ignore")
        #expect(policy?["reinvocationPolicy"]?.text == "IfNeeded")
    }

    @Test func `the policy lets the namespaces of the system in that the configuration lets in`() throws {
        var configuration = Configuration(registries: [
            Registry(name: "hub", matchImages: [try ImagePattern(parsing: "docker.io")])
        ])
        configuration.injection.systemNamespaces = ["kube-system"]
        let yaml = try AdmissionPolicy(configuration, options: PolicyOptions(ownNamespace: "own")).yaml
        #expect(yaml.contains("own") && yaml.contains("kube-node-lease") && !yaml.contains("kube-system"))
    }

    @Test func `a policy speaks of an anonymous try only where a registry has one`() throws {
        var registry = Registry(name: "hub", matchImages: [try ImagePattern(parsing: "docker.io")])
        #expect(try !AdmissionPolicy(Configuration(registries: [registry])).yaml.contains("nonymous"))
        registry.anonymousFallback = true
        let yaml = try AdmissionPolicy(Configuration(registries: [registry])).yaml
        #expect(yaml.contains("variables.missing + (variables.anonymousComesLast ? ['pullpass-anonymous'] : [])"))
    }

    @Test func `every Pod of a namespace needs nothing but the name`() throws {
        let configuration = Configuration(registries: [
            Registry(name: "all", matchImages: [], always: true, namespaces: NamespaceRule(names: ["team-*"]))
        ])
        let yaml = try AdmissionPolicy(configuration).yaml
        #expect(yaml.contains("        request.namespace.startsWith('team-')\n"))
        #expect(!yaml.contains("name: references"))
    }
}
