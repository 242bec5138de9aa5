/// One entry of `retired`: a registry that was, and whose Secrets are to go.
///
/// The masters remember what was made; this says it where nobody may ask the cluster for them, or where the right to a name was lost.
package struct RetiredRegistry: Sendable, Hashable {
    /// The name that the registry had.
    package var name: String
    /// The name of its Secret in each namespace; `pullpass-` and the name unless `secretName` says otherwise.
    package var secretName: String
    /// The namespaces of a Secret of its `also`; empty where it is the one that Pods were given.
    package var namespaces: [String]

    /// Makes an entry.
    package init(name: String, secretName: String? = nil, namespaces: [String] = []) {
        self.name = name
        self.namespaces = namespaces
        self.secretName = secretName ?? Registry.standardSecretName(of: name)
    }
}
