/// What the objects of a cluster need besides the configuration.
public struct PolicyOptions: Sendable, Hashable {
    /// The name of the policy and of its binding.
    public var name: String
    /// Pullpass' own namespace, whose Pods are left alone, as those of `kube-system` and `kube-node-lease`.
    public var ownNamespace: String
    /// The only namespaces to look at; empty for all.
    public var onlyNamespaces: [String]

    /// Makes the options.
    public init(name: String = "pullpass", ownNamespace: String = "pullpass", onlyNamespaces: [String] = []) {
        self.name = name
        self.ownNamespace = ownNamespace
        self.onlyNamespaces = onlyNamespaces
    }
}
