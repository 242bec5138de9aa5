/// What is known beside the manifests.
package struct ExplainOptions: Sendable {
    /// The namespace of objects that name none.
    package var defaultNamespace = "default"
    /// Labels of the namespaces that the input does not show: of a namespace that it defines, those that it does not name.
    package var namespaceLabels: [String: String] = [:]
    /// Files of which Secrets and ServiceAccounts are looked at, and nothing else; nothing of them is ever in a message.
    package var secrets: [ManifestInput] = []

    /// Makes options that say nothing.
    package init() {}
}
