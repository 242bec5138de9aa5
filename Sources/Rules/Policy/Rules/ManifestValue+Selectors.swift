internal import Configuration
internal import Injection
internal import Manifests
internal import Names

extension ManifestValue {
    /// The namespaces that are opted in, without those that must work while Pullpass does not.
    static func namespaceSelector(_ scope: NamespaceScope) -> ManifestValue {
        let name = ClusterNames.namespaceNameLabel
        var expressions = scope.selector.matchExpressions.map {
            requirement($0.key, $0.operator.rawValue, $0.values)
        }
        expressions.append(requirement(name, "NotIn", scope.excludedNames))
        if !scope.onlyNames.isEmpty { expressions.append(requirement(name, "In", scope.onlyNames)) }
        let labels = scope.selector.matchLabels.sorted { $0.key < $1.key }.map {
            (key: $0.key, value: ManifestValue.text($0.value))
        }
        var entries: [(key: String, value: ManifestValue)] = []
        if !labels.isEmpty { entries.append((key: "matchLabels", value: .object(labels))) }
        entries.append((key: "matchExpressions", value: .list(expressions)))
        return .object(entries)
    }

    /// Pods that have not opted out by their label.
    static var objectSelector: ManifestValue {
        ["matchExpressions": [requirement(PullpassKey.inject, "NotIn", InjectValue.disabled)]]
    }

    /// A list of names with their expressions.
    static func named(_ expressions: [NamedExpression]) -> ManifestValue {
        .list(expressions.map { ["name": .text($0.name), "expression": .block($0.expression)] })
    }

    private static func requirement(_ key: String, _ operator: String, _ values: [String]) -> ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [
            (key: "key", value: .text(key)), (key: "operator", value: .text(`operator`)),
        ]
        if !values.isEmpty { entries.append((key: "values", value: .texts(values))) }
        return .object(entries)
    }
}
