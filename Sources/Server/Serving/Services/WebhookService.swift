internal import HTTPServer
internal import Logging
internal import Logs
internal import ServiceLifecycle

/// The webhook's listener, with its drain.
struct WebhookService: Service {
    let server: HTTPServer
    let readiness: ReplicaReadiness
    /// How long to go on serving, not ready, while the cluster learns that this replica goes.
    let drainTime: Duration
    let logger: Logger
    let sleep: @Sendable (Duration) async throws -> Void

    /// How long requests in flight may take after the drain: the API server's longest webhook time-out.
    static let finishTime = Duration.seconds(30)

    private enum Ended { case server, drain }

    func run() async throws {
        try await withThrowingTaskGroup(of: Ended.self) { group in
            group.addTask {
                try await server.run()
                return .server
            }
            group.addTask {
                try? await drain()
                return .drain
            }
            while let ended = try await group.next(), ended != .server {}
            group.cancelAll()
        }
    }

    /// Waits for the signal, keeps serving while the cluster learns that this replica goes, and then closes.
    private func drain() async throws {
        try await gracefulShutdown()
        logger.info("draining", [.seconds: .number(drainTime.components.seconds)])
        readiness.block(.draining)
        server.drain()
        try await sleep(drainTime)
        server.close()
        try await sleep(Self.finishTime)
        logger.warning("requests in flight did not end in time and are cut")
        server.abort()
    }
}
