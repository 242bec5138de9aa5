internal import Configuration
internal import ConfigurationKeeper
internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import PodHealer
internal import PolicyKeeper
internal import RegistryStatusKeeper
internal import SecretKeeper
internal import SelfTest
internal import ServiceAccountKeeper
internal import Status

/// What the plans with a cluster have in common.
extension ServingParts {
    /// How long a watch may not work before `/readyz` tells of it: at the start, and where a server restarts, all of them do not for moments.
    private static let patience = Duration.seconds(30)
    /// How long a replica that has never read the namespaces is kept from traffic.
    ///
    /// Long enough for `helm --wait` (5 min) and a Deployment's progress deadline (10 min) to say that something is wrong. Not for ever: a
    /// Pod whose images need what was placed before is served by what the configuration says, and by no replica at all it would not be.
    static let longestUnread = Duration.seconds(900)

    /// Makes the keeper of the Secrets, by whose election the replica leads.
    func makeKeeper(
        in cluster: Cluster,
        learn: NamespaceLearner? = nil,
        learnLacks: LackLearner? = nil,
        controllers: [any Controller]
    ) -> SecretKeeper {
        let client = cluster.client
        let start = client.loop.preciseNow()
        readiness.block(.unread) { client.loop.preciseNow() - start < Self.longestUnread }
        readiness.listen { [readiness] in
            let isUnread = readiness.holds(.unread)
            let patience = isUnread ? .zero : Self.patience
            let stalled = client.watches.stallTimes(at: client.loop.preciseNow()).filter { stalled in
                stalled.time > .zero && stalled.time >= patience && (!isUnread || stalled.reason != nil)
            }
            let told = stalled.map(\.description)
            return isUnread ? ["the API server has never told which namespaces there are"] + told : told
        }
        let keeper = cluster.makeKeeper(
            settings,
            learn: learn,
            learnLacks: learnLacks,
            controllers: controllers,
            onOwnNamespace: { [readiness] isThere in
                isThere ? readiness.unblock(.noNamespace) : readiness.block(.noNamespace)
            },
            onNamespaces: { [readiness] in readiness.unblock(.unread) },
            logger: logger
        )
        readiness.listen { [leadership = keeper.leadership] in leadership.waiting.map { [$0] } ?? [] }
        return keeper
    }

    /// Makes what keeps the last good configuration.
    func makeConfigurationKeeper(in cluster: Cluster) -> ConfigurationKeeper {
        cluster.makeConfigurationKeeper(context, secret: configurationSecret)
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

    /// Makes what keeps our names in ServiceAccounts; nil where the configuration says nothing of them.
    func makeServiceAccountKeeper(in cluster: Cluster) -> ServiceAccountKeeper? {
        guard settings.serviceAccounts != nil else { return nil }
        let metrics = ServiceAccountMetrics(context.metrics)
        return cluster.makeServiceAccountKeeper(settings, metrics: metrics, logger: logger)
    }

    /// Makes what sees that the API server calls the webhook; nil where that is not wanted.
    func makeSelfTest(in cluster: Cluster) -> SelfTestRunner? {
        settings.injection.selfTest.map {
            cluster.makeSelfTest(settings, $0, metrics: SelfTestMetrics(context.metrics), logger: logger)
        }
    }

    /// Makes what shows in PullRegistries how registries stand; nil where that is not wanted.
    func makeRegistryStatusKeeper(in cluster: Cluster) -> RegistryStatusKeeper? {
        showsPullRegistries ? cluster.makeRegistryStatusKeeper(context) : nil
    }

    /// Makes reports for the operators' port until the end.
    func statusService(_ keeper: SecretKeeper, _ added: AddedKeepers, in cluster: Cluster) -> LoopService {
        let maker = StatusMaker(board: board, loop: cluster.loop) {
            [facts, version = context.version, client = cluster.client] in
            var report = keeper.status(version: version)
            report.leader.identity = keeper.leadership.leader
            report.events = client.trail.latest(StatusReport.maximumEvents).map(ToldEvent.init)
            facts.add(to: &report)
            added.add(to: &report)
            return report
        }
        return LoopService(loop: cluster.loop, work: maker.run)
    }

    /// Makes what heals Pods that cannot pull; nil where that is not wanted.
    func makePodHealer(in cluster: Cluster, isInjecting: @escaping @Sendable () -> Bool?) -> PodHealer? {
        guard settings.heal != nil else { return nil }
        return cluster.makePodHealer(
            settings,
            isInjecting: isInjecting,
            metrics: HealMetrics(context.metrics),
            logger: logger
        )
    }

    /// Runs the keeper until the end; then it gives the Lease back.
    func keeperService(_ keeper: SecretKeeper, in cluster: Cluster) -> LoopService {
        LoopService(loop: cluster.loop, work: keeper.run) { [logger] in logger.info("the keeper has ended") }
    }
}

extension ToldEvent {
    /// What is told of an Event that was written.
    fileprivate init(_ entry: EventTrail.Entry) {
        let object = entry.event.regarding
        let place = object.namespace.isEmpty ? object.name : "\(object.namespace)/\(object.name)"
        self.init(
            time: entry.time,
            isWarning: entry.event.kind == .warning,
            reason: entry.event.reason,
            object: "\(object.kind) \(place)",
            message: entry.event.message,
            count: entry.count
        )
    }
}
