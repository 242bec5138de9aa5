internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import PolicyKeeper
internal import SecretKeeper

/// What the plans with a cluster have in common.
extension ServingParts {
    /// How long a watch may not work before `/readyz` tells of it: at the start, and where a server restarts, all of them do not for moments.
    private static let patience = Duration.seconds(30)

    /// Makes the keeper of the Secrets, by whose election the replica leads.
    func makeKeeper(
        in cluster: Cluster,
        learn: NamespaceLearner? = nil,
        controllers: [any Controller]
    ) -> SecretKeeper {
        readiness.listen { [client = cluster.client] in
            client.watches.stallTimes(at: client.loop.preciseNow()).filter { $0.time >= Self.patience }.map(
                \.description
            )
        }
        return cluster.makeKeeper(
            settings,
            learn: learn,
            controllers: controllers,
            onOwnNamespace: { [readiness] isThere in
                isThere ? readiness.unblock(.noNamespace) : readiness.block(.noNamespace)
            },
            logger: logger
        )
    }

    /// Makes what keeps rules inside the API server.
    func makePolicyKeeper(
        in cluster: Cluster,
        target: PolicyKeeperOptions.Target,
        tell: @escaping @Sendable (PolicyState) -> Void = { _ in }
    ) throws -> PolicyKeeper {
        try cluster.makePolicyKeeper(
            settings,
            target: target,
            metrics: PolicyMetrics(context.metrics),
            logger: logger,
            tell: tell
        )
    }

    /// Runs the keeper until the end; then it gives the Lease back.
    func keeperService(_ keeper: SecretKeeper, in cluster: Cluster) -> LoopService {
        LoopService(loop: cluster.loop, work: keeper.run) { [logger] in logger.info("the keeper has ended") }
    }
}
