import Configuration
import Injection
import Testing

struct NamespaceTests {
    @Test(
        "A registry is for a namespace by name and labels",
        arguments: [
            (NamespaceRule(), "any", [:], true),
            (NamespaceRule(names: ["team-*"]), "team-a", [:], true),
            (NamespaceRule(names: ["team-*"]), "other", [:], false),
            (NamespaceRule(labels: ["tier": "on"]), "any", ["tier": "on", "x": "y"], true),
            (NamespaceRule(labels: ["tier": "on"]), "any", ["tier": "off"], false),
            (NamespaceRule(names: ["a"], labels: ["tier": "on"]), "b", ["tier": "on"], false),
        ] as [(NamespaceRule, String, [String: String], Bool)]
    )
    func condition(rule: NamespaceRule, name: String, labels: [String: String], holds: Bool) {
        #expect(NamespaceCondition(rule).holds(for: LabelledNamespace(name, labels: labels)) == holds)
    }

    @Test(
        "An installation looks at what is opted in, but never at its own namespace and the system's",
        arguments: [
            ("team-a", "enabled", true), ("team-a", "disabled", false), ("team-b", "enabled", false),
            ("kube-system", "enabled", false), ("kube-node-lease", "true", false), ("pullpass", "true", false),
        ]
    )
    func scope(name: String, label: String, isLookedAt: Bool) {
        let scope = NamespaceScope(
            .optedIn,
            ownNamespace: "pullpass",
            onlyNames: ["team-a", "pullpass", "kube-system"]
        )
        let namespace = LabelledNamespace(name, labels: ["pullpass.dev/inject": label])
        #expect(scope.contains(namespace) == isLookedAt)
    }

    @Test(
        "A namespace of the system can be let in by name, and then its label decides; Pullpass' own never",
        arguments: [
            (["kube-system"], "kube-system", "enabled", true), (["kube-system"], "kube-system", "disabled", false),
            (["kube-system"], "kube-node-lease", "enabled", false), (["kube-system"], "pullpass", "enabled", false),
            (["kube-system"], "team-a", "enabled", true), ([], "kube-system", "enabled", false),
            ([], "openshift-ingress", "enabled", true), ([], "gke-managed-system", "enabled", true),
            ([], "calico-system", "enabled", true), ([], "kube-public", "enabled", true),
        ] as [([String], String, String, Bool)]
    )
    func systemNamespaces(letIn: [String], name: String, label: String, isLookedAt: Bool) {
        var configuration = Configuration(registries: [])
        configuration.injection.systemNamespaces = letIn
        let scope = NamespaceScope(configuration, ownNamespace: "pullpass")
        #expect(scope.contains(LabelledNamespace(name, labels: ["pullpass.dev/inject": label])) == isLookedAt)
    }

    @Test func `Pullpass' own namespace stays out where it is one of the system that is let in`() {
        let scope = NamespaceScope(LabelSelector(), ownNamespace: "kube-system", systemNames: ["kube-system"])
        #expect(scope.excludedNames == ["kube-system", "kube-node-lease"])
    }

    @Test func `without names of its own a scope leaves the system's namespaces out alone`() {
        let scope = NamespaceScope(LabelSelector())
        #expect(scope.excludedNames == ["kube-system", "kube-node-lease"])
        #expect(scope.contains(LabelledNamespace("pullpass", labels: [:])))
    }
}
