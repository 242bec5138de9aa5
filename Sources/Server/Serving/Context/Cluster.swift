package import Configuration
internal import Credentials
package import EventLoop
package import Kubernetes
internal import Names
package import SecretKeeper
internal import Text

/// A cluster and everything that keepers need in it, on an event loop of its own.
package struct Cluster: Sendable {
    /// Pullpass' own namespace.
    package let namespace: String
    /// The API server's URL, for logs.
    package let server: String
    /// What to do where it does not answer.
    package let silenceAdvice: String
    /// Where requests and Secrets are counted.
    package let metrics: KeeperMetrics

    /// The one way to the API server: all keepers together keep to the configured rate.
    package let client: KubernetesClient
    package let outbound: Outbound
    let onlyNamespaces: [String]
    /// Where whoever visits works, as a kubeconfig's context says; nil where it says nothing.
    package internal(set) var visitedNamespace: String?
    let identity: String
    private let closeTransport: @Sendable () -> Void

    /// Makes ready; nothing is sent yet.
    ///
    /// - Throws: ``ServingError`` about what the connection names.
    init(
        _ connection: ClusterConnection,
        outbound: Outbound,
        namespace: String,
        onlyNamespaces: [String],
        environment: [String: String],
        settings: KeeperSettings,
        metrics: KeeperMetrics
    ) throws {
        let transport: HTTPTransport
        do {
            transport = try HTTPTransport(
                connection,
                loop: outbound.loop,
                environment: environment,
                wallClock: .system
            )
        } catch {
            throw ServingError.usage("no cluster can be reached: \(error)")
        }
        self.init(
            transport: transport,
            closeTransport: transport.shutdown,
            outbound: outbound,
            namespace: namespace,
            server: connection.server,
            silenceAdvice: Self.silenceAdvice(connection, environment),
            onlyNamespaces: onlyNamespaces,
            environment: environment,
            settings: settings,
            metrics: metrics
        )
    }

    /// Makes a cluster behind any transport, which is used on the loop of `outbound`.
    package init(
        transport: any KubernetesTransport,
        closeTransport: @escaping @Sendable () -> Void = {},
        outbound: Outbound,
        namespace: String,
        server: String,
        silenceAdvice: String = "look whether it runs",
        onlyNamespaces: [String] = [],
        environment: [String: String],
        settings: KeeperSettings,
        metrics: KeeperMetrics
    ) {
        self.namespace = namespace
        self.server = server
        self.silenceAdvice = silenceAdvice
        self.metrics = metrics
        self.outbound = outbound
        self.onlyNamespaces = onlyNamespaces
        self.closeTransport = closeTransport
        identity = Self.identity(environment)
        client = KubernetesClient(
            transport: transport,
            limiter: RequestLimiter(
                perSecond: settings.requestsPerSecond,
                burst: settings.burst,
                loop: outbound.loop
            ),
            loop: outbound.loop,
            observer: metrics,
            owner: "\(namespace)/\(settings.leaderElection.leaseName)"
        )
    }

    private static func silenceAdvice(_ connection: ClusterConnection, _ environment: [String: String]) -> String {
        if let advice = connection.proxyAdvice(environment: environment) { return advice }
        let host = environment["KUBERNETES_SERVICE_HOST"] ?? ""
        return !host.isEmpty && connection.server.contains(host)
            ? "look at the Service kubernetes, and whether a NetworkPolicy lets Pullpass' Pods reach it"
            : "check the address in the kubeconfig, the network and --context"
    }

    /// Where the keepers and all that they ask run.
    package var loop: EventLoop { outbound.loop }

    /// Closes all connections and ends the loop.
    package func shutDown() {
        closeTransport()
        outbound.shutDown()
    }

    /// Unique among all replicas: a Pod's name comes back in a StatefulSet.
    private static func identity(_ environment: [String: String]) -> String {
        let name = [environment["POD_NAME"], environment["HOSTNAME"]].compactMap(\.self).first { !$0.isEmpty }
        return "\(name ?? ClusterNames.standard)_\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }
}
