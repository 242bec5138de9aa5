import Configuration
import Credentials
import SecretKeeper
import Kubernetes
import PolicyKeeper
import ServiceLifecycle
import Webhook

extension Serving {
    /// What keeps the rules inside the API server; nil where there are none.
    func makePolicyKeeper(metrics: KeeperMetrics?) throws -> PolicyKeeper? {
        guard let cluster, let metrics, let target else { return nil }
        let tell: @Sendable (PolicyState) -> Void
        if injection.isPolicy {
            readiness.block(.noPolicy)
            tell = { [readiness] state in Self.show(state, in: readiness) }
        } else {
            // The webhook is asked about Pods of the conditions before as well.
            tell = { _ in }
        }
        return try cluster.makePolicyKeeper(
            settings,
            target: target,
            metrics: metrics,
            policyMetrics: PolicyMetrics(registry),
            logger: logger,
            tell: tell
        )
    }

    private var target: PolicyKeeperOptions.Target? {
        switch injection {
        case .policy(let names): .policy(name: names.name, ownerRole: names.ownerRole)
        case .webhook(_, let matched): matched.map { .matchConditions(registration: $0) }
        }
    }

    private static func show(_ state: PolicyState, in readiness: Readiness) {
        switch state {
        case .inForce:
            readiness.unblock(.noPolicy)
            readiness.unblock(.policyUnserved)
        case .missing:
            readiness.block(.noPolicy)
            readiness.unblock(.policyUnserved)
        case .unserved:
            readiness.block(.policyUnserved)
            readiness.unblock(.noPolicy)
        }
    }
}

/// Where no webhook drains: tells that this replica goes.
struct ReadinessService: Service {
    let readiness: Readiness

    func run() async throws {
        try? await gracefulShutdown()
        readiness.block(.draining)
    }
}
