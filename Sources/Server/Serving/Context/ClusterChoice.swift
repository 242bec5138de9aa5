internal import Kubernetes
internal import Names

/// Which cluster is meant, as somebody says it.
package struct ClusterChoice: Sendable, Hashable {
    /// A kubeconfig; without it the Pod's own ServiceAccount, then what kubectl would take.
    package var kubeconfig: String?
    /// The context of the kubeconfig; without it the current one.
    package var context: String?
    /// Pullpass' own namespace; without it the Pod's, or `pullpass`.
    package var namespace: String?
    /// The only namespaces to look at; empty for all.
    package var onlyNamespaces: [String]

    /// Makes a choice; the names are checked already.
    package init(
        kubeconfig: String? = nil,
        context: String? = nil,
        namespace: String? = nil,
        onlyNamespaces: [String] = []
    ) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.namespace = namespace
        self.onlyNamespaces = onlyNamespaces
    }

    /// Whether a certain cluster is meant, rather than whichever is found.
    var isNamed: Bool { kubeconfig != nil || context != nil }

    /// The way to the API server.
    func connection(environment: [String: String]) throws -> ClusterConnection {
        do {
            return try ClusterConnection.find(kubeconfig: kubeconfig, context: context, environment: environment)
        } catch {
            let advice =
                kubeconfig.map { "correct \($0), or give another --kubeconfig" }
                ?? "give --kubeconfig, or run where a ServiceAccount is mounted"
            throw ServingError.usage("no cluster can be reached: \(error); \(advice)")
        }
    }

    /// Pullpass' own namespace on a connection.
    ///
    /// What a kubeconfig's context names is where a person works, not where Pullpass is installed.
    func ownNamespace(on connection: ClusterConnection, environment: [String: String]) -> String {
        let isInPod = !isNamed && InCluster.isPresent(in: environment)
        return namespace ?? (isInPod ? connection.namespace : nil) ?? ClusterNames.standard
    }
}
