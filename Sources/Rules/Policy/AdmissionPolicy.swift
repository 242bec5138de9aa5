package import Configuration
internal import Injection
internal import Manifests
internal import Names
package import Text

/// A MutatingAdmissionPolicy and its binding, which give Pods what the webhook would.
///
/// `admissionregistration.k8s.io/v1`, which Kubernetes serves from 1.36 on. The API server evaluates it itself: nothing is
/// called. What the webhook says beside its patch, warnings and audit annotations, a policy cannot.
package struct AdmissionPolicy: Sendable {
    private let documents: [ManifestValue]
    /// The policy's `spec`.
    package let policySpec: JSONValue
    /// The binding's `spec`.
    package let bindingSpec: JSONValue

    /// Makes the policy of a configuration.
    ///
    /// - Throws: ``PolicyError`` where CEL cannot say exactly what the webhook does.
    package init(_ configuration: Configuration, options: PolicyOptions = PolicyOptions()) throws(PolicyError) {
        let rules = try RegistryRule.rules(of: configuration)
        try rules.checkPolicyCost()
        let scope = NamespaceScope(
            configuration,
            ownNamespace: options.ownNamespace,
            onlyNames: options.onlyNamespaces
        )
        let mutation = PodMutation(rules, anonymousSecret: configuration.injection.anonymousSecretName)
        let patch = NamedExpression(name: "the patch", expression: mutation.patch)
        try (mutation.variables + [patch]).checkSize()
        let policy = Self.policySpec(mutation, scope)
        let binding: ManifestValue = ["policyName": .text(options.name)]
        policySpec = try policy.value
        bindingSpec = try binding.value
        documents = [
            Self.document("MutatingAdmissionPolicy", policy, options),
            Self.document("MutatingAdmissionPolicyBinding", binding, options),
        ]
    }

    /// The labels of both objects.
    package static let labels = ClusterNames.labels

    /// Both objects as YAML documents.
    package var yaml: String { documents.map(\.yaml).joined(separator: "---\n") }

    /// Both objects as a `v1` List in JSON.
    package var json: String {
        ManifestValue.object([
            (key: "apiVersion", value: "v1"), (key: "kind", value: "List"), (key: "items", value: .list(documents)),
        ]).json()
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

    private static func policySpec(_ mutation: PodMutation, _ namespaces: NamespaceScope) -> ManifestValue {
        [
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
