internal import Configuration
internal import Injection
internal import Names

/// The namespaces whose Pods the webhook sees, and how a person is told of them.
struct NamespaceOptIn: Sendable {
    let scope: NamespaceScope
    /// The condition as the end of a sentence: `the label …`.
    let description: String

    /// The label with one of the two values that mean yes.
    static let standard = NamespaceOptIn(NamespaceScope(.optedIn))

    init(_ scope: NamespaceScope) {
        self.scope = scope
        let selector = scope.selector
        guard selector != .optedIn else {
            description = "the label \(PullpassKey.inject): \(InjectValue.enabled[0])"
            return
        }
        let labels = selector.matchLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let expressions = selector.matchExpressions.map { expression in
            let values = expression.values.isEmpty ? "" : " (\(expression.values.joined(separator: ", ")))"
            return "\(expression.key) \(expression.operator.rawValue)\(values)"
        }
        let words = (labels + expressions).joined(separator: ", ")
        description = words.isEmpty ? "any labels" : "the labels of namespaceSelector (\(words))"
    }
}
