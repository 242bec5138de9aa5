internal import Configuration

internal import Kubernetes
internal import Metrics
internal import SecretKeeper

extension Cluster {
    /// Makes a cluster ready for somebody who looks and writes nothing, and needs no configuration for it.
    ///
    /// - Parameters:
    ///   - choice: which cluster is meant.
    ///   - environment: the variables of the process; the plugin of a kubeconfig gets them, as from kubectl.
    ///   - version: the version of Pullpass.
    /// - Returns: the cluster, of which nothing was asked yet.
    /// - Throws: ``ServingError`` about flags, the kubeconfig or the environment.
    package static func visiting(_ choice: ClusterChoice, environment: [String: String], version: String) throws
        -> Cluster
    {
        let connection = try choice.connection(environment: environment)
        var cluster = try Cluster(
            connection,
            outbound: Outbound(onDemandIn: environment, version: version),
            namespace: choice.ownNamespace(on: connection, environment: environment),
            onlyNamespaces: choice.onlyNamespaces,
            environment: environment,
            settings: KeeperSettings(),
            metrics: KeeperMetrics(MetricsRegistry())
        )
        cluster.visitedNamespace = connection.namespace
        return cluster
    }
}
