/// What makes a namespace one whose Pods the webhook sees.
struct NamespaceOptIn: Sendable {
    /// The key of the label; on a Pod it opts out.
    static let label = "pullpass.dev/inject"

    /// The condition as the end of a sentence: `the label …`.
    let description: String
    /// Whether it holds for a namespace with these labels.
    let holds: @Sendable ([String: String]) -> Bool

    /// The label with one of the two values that mean yes.
    static let standard = NamespaceOptIn(description: "the label \(label): enabled") { labels in
        labels[label] == "enabled" || labels[label] == "true"
    }
}
