public import Configuration

/// A MutatingAdmissionPolicy and its binding, which give Pods what the webhook would.
///
/// `admissionregistration.k8s.io/v1`, which Kubernetes serves from 1.36 on. The API server evaluates it itself: nothing is
/// called. What the webhook says beside its patch, warnings and audit annotations, a policy cannot.
public struct AdmissionPolicy: Sendable {
    private let documents: [ManifestValue]

    /// Makes the policy of a configuration.
    ///
    /// - Throws: ``PolicyError`` where CEL cannot say exactly what the webhook does.
    public init(_ configuration: Configuration, options: PolicyOptions = PolicyOptions()) throws(PolicyError) {
        let rules = try RegistryRule.rules(of: configuration)
        try rules.checkPolicyCost()
        documents = [
            Self.policy(rules, configuration.namespaceSelector, options), Self.binding(options),
        ]
    }

    /// Both objects as YAML documents.
    public var yaml: String { documents.map(\.yaml).joined(separator: "---\n") }

    /// Both objects as a `v1` List in JSON.
    public var json: String {
        ManifestValue.object([
            (key: "apiVersion", value: "v1"), (key: "kind", value: "List"), (key: "items", value: .list(documents)),
        ]).json
    }

    private static let apiVersion: ManifestValue = "admissionregistration.k8s.io/v1"

    private static func metadata(_ options: PolicyOptions) -> ManifestValue {
        ["name": .text(options.name), "labels": ["app.kubernetes.io/name": "pullpass"]]
    }

    private static func policy(
        _ rules: [RegistryRule],
        _ namespaces: LabelSelector,
        _ options: PolicyOptions
    ) -> ManifestValue {
        let mutation = PodMutation(rules)
        return [
            "apiVersion": apiVersion,
            "kind": "MutatingAdmissionPolicy",
            "metadata": metadata(options),
            "spec": [
                // A Pod is created all the same where an expression fails.
                "failurePolicy": "Ignore",
                // A webhook may add containers afterwards.
                "reinvocationPolicy": "IfNeeded",
                "matchConstraints": [
                    "matchPolicy": "Equivalent",
                    "namespaceSelector": .namespaceSelector(namespaces, options),
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
            ],
        ]
    }

    private static func binding(_ options: PolicyOptions) -> ManifestValue {
        [
            "apiVersion": apiVersion,
            "kind": "MutatingAdmissionPolicyBinding",
            "metadata": metadata(options),
            "spec": ["policyName": .text(options.name)],
        ]
    }
}
