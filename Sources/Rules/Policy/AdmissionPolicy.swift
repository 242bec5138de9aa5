package import Configuration
internal import Injection
internal import Names

/// A MutatingAdmissionPolicy and its binding, which give Pods what the webhook would.
///
/// `admissionregistration.k8s.io/v1`, which Kubernetes serves from 1.36 on. The API server evaluates it itself: nothing is
/// called. What the webhook says beside its patch, warnings and audit annotations, a policy cannot.
package struct AdmissionPolicy: Sendable {
    private let documents: [ManifestValue]
    private let policySpec: ManifestValue
    private let bindingSpec: ManifestValue

    /// Makes the policy of a configuration.
    ///
    /// - Throws: ``PolicyError`` where CEL cannot say exactly what the webhook does.
    package init(_ configuration: Configuration, options: PolicyOptions = PolicyOptions()) throws(PolicyError) {
        let rules = try RegistryRule.rules(of: configuration)
        try rules.checkPolicyCost()
        let scope = NamespaceScope(
            configuration.namespaceSelector,
            ownNamespace: options.ownNamespace,
            onlyNames: options.onlyNamespaces
        )
        policySpec = Self.policySpec(rules, scope)
        bindingSpec = ["policyName": .text(options.name)]
        documents = [
            Self.document("MutatingAdmissionPolicy", policySpec, options),
            Self.document("MutatingAdmissionPolicyBinding", bindingSpec, options),
        ]
    }

    /// The labels of both objects.
    package static let labels = ClusterNames.labels

    /// The policy's `spec` in JSON.
    package var policySpecJSON: String { policySpec.json }

    /// The binding's `spec` in JSON.
    package var bindingSpecJSON: String { bindingSpec.json }

    /// Both objects as YAML documents.
    package var yaml: String { documents.map(\.yaml).joined(separator: "---\n") }

    /// Both objects as a `v1` List in JSON.
    package var json: String {
        ManifestValue.object([
            (key: "apiVersion", value: "v1"), (key: "kind", value: "List"), (key: "items", value: .list(documents)),
        ]).json
    }

    private static func document(_ kind: String, _ spec: ManifestValue, _ options: PolicyOptions) -> ManifestValue {
        let labels = labels.sorted { $0.key < $1.key }.map { (key: $0.key, value: ManifestValue.text($0.value)) }
        return [
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": .text(kind),
            "metadata": ["name": .text(options.name), "labels": .object(labels)],
            "spec": spec,
        ]
    }

    private static func policySpec(_ rules: [RegistryRule], _ namespaces: NamespaceScope) -> ManifestValue {
        let mutation = PodMutation(rules)
        return [
            // A Pod is created all the same where an expression fails.
            "failurePolicy": "Ignore",
            // A webhook may add containers afterwards.
            "reinvocationPolicy": "IfNeeded",
            "matchConstraints": [
                "matchPolicy": "Equivalent",
                "namespaceSelector": .namespaceSelector(namespaces),
                "objectSelector": .objectSelector,
                "resourceRules": [
                    [
                        "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"],
                        "scope": "Namespaced",
                    ]
                ],
            ],
            "matchConditions": .named(PodCondition.all),
            "variables": .named(mutation.variables),
            "mutations": [["patchType": "JSONPatch", "jsonPatch": ["expression": .block(mutation.patch)]]],
        ]
    }
}
