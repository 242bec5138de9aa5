import Configuration
import Credentials
import HTTPClient
import SecretKeeper
import Kubernetes
import Logging
import Policy
import PolicyKeeper
import RegistryLogin
import Sockets
import TLS

/// A cluster and everything that a keeper needs in it, on an event loop of its own.
struct Cluster {
    /// Where the keeper and all that it asks run.
    let loop: EventLoop
    /// Pullpass' own namespace.
    let namespace: String
    /// The API server's URL, for logs.
    let server: String

    private let transport: HTTPTransport
    private let providers: HTTPClient
    private let environment: [String: String]
    private let onlyNamespaces: [String]

    /// Makes ready; nothing is sent yet.
    ///
    /// - Throws: ``CommandFailure`` about flags, the kubeconfig or the environment.
    init(_ options: ClusterOptions, environment: [String: String], logger: Logger) throws {
        let connection = try options.connection(environment: environment)
        namespace = options.ownNamespace(on: connection, environment: environment)
        server = connection.server
        loop = try EventLoop()
        self.environment = environment
        onlyNamespaces = options.selectedNamespaces
        do {
            transport = try HTTPTransport(connection, loop: loop, environment: environment, now: WallClock.system.now)
        } catch {
            throw CommandFailure.usage("no cluster can be reached: \(error)")
        }
        providers = try OutboundHTTP.client(on: loop, environment: environment, logger: logger)
    }

    /// Makes a client of the API server, with a rate limit of its own.
    func makeClient(_ settings: KeeperSettings, metrics: KeeperMetrics) -> KubernetesClient {
        KubernetesClient(
            transport: transport,
            limiter: RequestLimiter(perSecond: settings.requestsPerSecond, burst: settings.burst, loop: loop),
            loop: loop,
            observer: metrics
        )
    }

    /// Makes the keeper of a configuration; it does nothing until it is run on ``loop``.
    func makeKeeper(
        _ configuration: Configuration,
        confirmsRemoval: Bool = false,
        metrics: KeeperMetrics,
        learn: NamespaceLearner? = nil,
        onLeadership: (@Sendable (Bool) -> Void)? = nil,
        onOwnNamespace: (@Sendable (Bool) -> Void)? = nil,
        logger: Logger
    ) -> Keeper {
        let probe = RegistryProbe(http: providers)
        var options = KeeperOptions(ownNamespace: namespace, identity: identity)
        options.confirmsRemoval = confirmsRemoval
        options.onlyNamespaces = onlyNamespaces
        return Keeper(
            configuration: configuration,
            options: options,
            client: makeClient(configuration.keeper, metrics: metrics),
            clock: .system,
            makeFetcher: { [environment, providers] registry, secrets in
                makeFetcher(
                    registry: registry,
                    environment: environment,
                    secrets: secrets,
                    clock: .system,
                    http: providers
                )
            },
            probe: { [probe] registry, fetched in await probe.check(fetched, of: registry).verdict },
            quota: { [probe] registry, fetched in await probe.check(fetched, of: registry).quota },
            learn: learn,
            onLeadership: onLeadership,
            onOwnNamespace: onOwnNamespace,
            metrics: metrics,
            logger: logger
        )
    }

    /// Makes what keeps the rules inside the API server; it does nothing until it is run on ``loop``.
    func makePolicyKeeper(
        _ configuration: Configuration,
        target: PolicyKeeperOptions.Target,
        metrics: KeeperMetrics,
        policyMetrics: PolicyMetrics,
        logger: Logger,
        tell: @escaping @Sendable (PolicyState) -> Void = { _ in }
    ) throws -> PolicyKeeper {
        try PolicyKeeper(
            configuration: configuration,
            options: PolicyKeeperOptions(
                target: target,
                namespace: namespace,
                leaseName: configuration.keeper.leaderElection.leaseName,
                onlyNamespaces: onlyNamespaces
            ),
            client: makeClient(configuration.keeper, metrics: metrics),
            identity: identity,
            now: WallClock.system.now,
            metrics: policyMetrics,
            logger: logger,
            tell: tell
        )
    }

    /// Closes all connections and ends the loop.
    func shutDown() {
        transport.shutdown()
        providers.shutdown()
        loop.stop()
    }

    /// Unique among all replicas: a Pod's name comes back in a StatefulSet.
    private var identity: String {
        let name = [environment["POD_NAME"], environment["HOSTNAME"]].compactMap(\.self).first { !$0.isEmpty }
        return "\(name ?? "pullpass")_\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }
}
