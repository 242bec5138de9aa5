internal import Names

/// What an administrator runs to remove Secrets that Pullpass may not.
enum RemovalByHand {
    /// What all copies bear, so that nobody else's Secret of the same name goes.
    private static let selector = "--selector app.kubernetes.io/managed-by=\(ClusterNames.fieldManager)"

    /// The commands for the Secrets of a name: one, or one for each namespace.
    ///
    /// - Parameters:
    ///   - secretName: the name.
    ///   - namespaces: the only ones that are looked at; empty for all.
    /// - Returns: command lines of kubectl.
    static func commands(named secretName: String, in namespaces: [String]) -> [String] {
        let places = namespaces.isEmpty ? ["--all-namespaces"] : namespaces.map { "--namespace \($0)" }
        return places.map { "kubectl delete secrets \($0) \(selector) --field-selector metadata.name=\(secretName)" }
    }

    /// The command for a master.
    static func command(master name: String, in namespace: String) -> String {
        "kubectl delete secret --namespace \(namespace) \(name)"
    }
}
