internal import Admission
package import Configuration

extension Explainer {
    /// Makes an explainer for the rules of a configuration.
    package init(_ configuration: Configuration) {
        let labels = configuration.registries.map { ($0.name, $0.namespaces.labels) }
        self.init(
            rules: configuration.registries.map { InjectionRule($0) },
            namespaceLabels: Dictionary(labels) { first, _ in first },
            optIn: NamespaceOptIn(configuration.namespaceSelector)
        )
    }
}

extension NamespaceOptIn {
    init(_ selector: LabelSelector) {
        guard selector != .optedIn else {
            self = .standard
            return
        }
        let labels = selector.matchLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let expressions = selector.matchExpressions.map { expression in
            let values = expression.values.isEmpty ? "" : " (\(expression.values.joined(separator: ", ")))"
            return "\(expression.key) \(expression.operator.rawValue)\(values)"
        }
        let words = (labels + expressions).joined(separator: ", ")
        let description = words.isEmpty ? "any labels" : "the labels of namespaceSelector (\(words))"
        self.init(description: description) { selector.matches($0) }
    }
}
