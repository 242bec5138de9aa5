internal import Configuration
internal import EventLoop
internal import HTTPServer
internal import Logging
internal import Logs
internal import ServiceLifecycle
internal import Synchronization
package import UnixSignals

/// What `pullpass serve` runs, ready to be run: every file is read, and every port is taken.
///
/// There are three: ``standalone(_:)``, ``webhook(_:in:certificate:matched:)`` and ``policy(_:in:names:)``.
package final class ServingPlan: Sendable {
    /// One part of a plan.
    struct Member: Sendable {
        /// What it is, for people.
        let name: String
        let service: any Service

        init(_ name: String, _ service: any Service) {
            self.name = name
            self.service = service
        }
    }

    /// In the order of their start; they are shut down one after the other, from the last to the first.
    let members: [Member]
    /// What stops when all of them have ended.
    private let loops: [EventLoop]
    private let cluster: Cluster?

    private let readiness: ReplicaReadiness
    private let logger: Logger
    /// Where it listens, and for what.
    let announcement: LogFields
    private let hasRun = Atomic(false)

    init(
        _ parts: ServingParts,
        cluster: Cluster? = nil,
        loops: [EventLoop],
        announcing announcement: LogFields,
        members: [Member]
    ) {
        self.members = members
        self.loops = loops
        self.cluster = cluster
        readiness = parts.readiness
        logger = parts.logger
        var fields: LogFields = [
            .registries: .number(parts.settings.registries.count), .loops: .number(loops.count),
            .connectionMemoryBytes: .number(parts.memory.limit), .cluster: "\(cluster?.server ?? "none")",
        ]
        if let cluster { fields[.namespace] = "\(cluster.namespace)" }
        self.announcement = announcement.adding(fields)
    }

    /// Runs until a signal comes and everything has ended; call it once.
    ///
    /// - Parameters:
    ///   - gracefulShutdownSignals: Those that shut the members down in their order.
    ///   - cancellationSignals: Those that end everything at once.
    /// - Throws: ``ServingError`` the second time, and what a member throws.
    package func run(
        gracefulShutdownSignals: [UnixSignal] = [.sigterm],
        cancellationSignals: [UnixSignal] = [.sigint]
    ) async throws {
        try await run(gracefulShutdownSignals, cancellationSignals) { $0.service }
    }

    /// The same; `observe` may run a member's service within another one.
    func run(
        _ gracefulShutdownSignals: [UnixSignal] = [],
        _ cancellationSignals: [UnixSignal] = [],
        observing observe: (Member) -> any Service
    ) async throws {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw ServingError.failed("this has been served already")
        }
        readiness.unblock(.starting)
        logger.info("listening", announcement)
        var configuration = ServiceGroupConfiguration(
            // Without a name of ours the lifecycle takes the service printed with all that it holds, the configuration included.
            services: members.map { .init(service: observe($0), serviceName: $0.name) },
            logger: Logger(label: "lifecycle") { StandardErrorLog(label: $0, format: .text, level: .error) }
        )
        configuration.gracefulShutdownSignals = gracefulShutdownSignals
        configuration.cancellationSignals = cancellationSignals
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            // SIGINT: whoever sent it has seen enough.
        }
        cluster?.shutDown()
        for loop in loops { loop.stop() }
        logger.info("stopped")
    }
}
