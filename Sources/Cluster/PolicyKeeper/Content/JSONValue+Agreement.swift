internal import Text

extension JSONValue {
    /// The fields of `admissionregistration.k8s.io/v1` by which somebody could change what a policy or a binding does.
    private static let known: Set<String> = [
        "paramKind", "matchConstraints", "variables", "mutations", "failurePolicy", "matchConditions",
        "reinvocationPolicy", "namespaceSelector", "objectSelector", "resourceRules", "excludeResourceRules",
        "matchPolicy", "matchLabels", "matchExpressions", "policyName", "paramRef", "matchResources", "resourceNames",
        "patchType", "jsonPatch", "applyConfiguration", "values",
    ]

    /// Whether the API server keeps what is wanted.
    ///
    /// A later version may have more fields and fill them with defaults: those are no difference. Goes as deep as `wanted` does.
    func agrees(with wanted: JSONValue) -> Bool {
        switch (self, wanted) {
        case (.object(let mine), .object(let wanted)):
            mine.keys.allSatisfy { wanted[$0] != nil || !Self.known.contains($0) }
                && wanted.allSatisfy { key, value in mine[key]?.agrees(with: value) ?? false }
        case (.array(let mine), .array(let wanted)):
            mine.count == wanted.count && zip(mine, wanted).allSatisfy { $0.agrees(with: $1) }
        default: self == wanted
        }
    }
}
