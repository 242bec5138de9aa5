package import Kubernetes
package import Logging
internal import Logs

/// This replica's part in the election of a leader; tells the controllers what comes of it.
///
/// `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on the elector's loop alone.
package final class Leadership: @unchecked Sendable {
    private let elector: LeaderElector
    private let identity: String
    private let logger: Logger

    // Loop only.
    private var failures: FailureLog<KubernetesError>
    /// Whether a removal of everything was seen, and since then nobody who leads.
    private var isRemoval = false

    /// Makes a part that nobody has been told of yet; `identity` is the elector's.
    package init(elector: LeaderElector, identity: String, logger: Logger) {
        self.elector = elector
        self.identity = identity
        self.logger = logger
        failures = FailureLog(logger: logger, level: .warning)
    }

    /// Whether this replica leads by the present time: false from the renew deadline on even if nobody was told yet; on any thread.
    package var isLeader: Bool { elector.isLeader }

    /// Who holds the Lease as last seen, this replica included; nil where nobody does.
    ///
    /// On any thread.
    package var leader: String? { elector.leaderIdentity }

    /// What this replica waits for before it may lead, for people; nil where another one leads and is at work, or it leads itself.
    ///
    /// On any thread.
    package var waiting: String? { elector.waiting?.description }

    /// Stands for election until the task is cancelled, and then gives the Lease back; as a task on the loop.
    ///
    /// - Parameters:
    ///   - controllers: told in this order. At the end of a term each has stopped what only a leader may do before the next is told, and
    ///     all before another replica can lead: one that has to wait for requests under way comes last.
    ///   - onOwnNamespace: told whether the Lease's namespace is there, as often as the election shows it.
    package func run(
        telling controllers: [any Controller],
        onOwnNamespace: @escaping @Sendable (Bool) -> Void = { _ in }
    ) async {
        await elector.run { [self] change in
            switch change {
            case .started:
                onOwnNamespace(true)
                failures.clear("the Lease")
                logger.notice("\(identity) leads", [.replica: "\(identity)"])
                await tell(controllers, isRemoval: false)
                for controller in controllers { await controller.lead(true) }
            case .stopped:
                logger.notice("\(identity) leads no longer", [.replica: "\(identity)"])
                for controller in controllers { await controller.lead(false) }
            case .leaderSeen(let leader):
                onOwnNamespace(true)
                logger.info("\(leader) leads", [.replica: "\(leader)"])
                await tell(controllers, isRemoval: false)
            case .waiting(let wait):
                onOwnNamespace(true)
                logger.notice("\(identity) \(wait)", [.replica: "\(identity)"])
                if wait.isRemoval { await tell(controllers, isRemoval: true) }
            case .failed(let error):
                if error.isNamespaceMissing { onOwnNamespace(false) }
                failures.report("the Lease", error, "\(error)", error.logFields)
            }
        }
    }

    private func tell(_ controllers: [any Controller], isRemoval: Bool) async {
        guard self.isRemoval != isRemoval else { return }
        self.isRemoval = isRemoval
        for controller in controllers { await controller.standDown(isRemoval) }
    }
}
