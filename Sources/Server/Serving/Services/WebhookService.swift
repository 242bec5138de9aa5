import Admission
import Configuration
import HTTPServer
import SecretKeeper
import Logging
import Metrics
import PolicyKeeper
import ServiceLifecycle
import Webhook

/// The operators' listener: serves until everything else has ended, so that readiness can be seen to the last.
struct OperatorService: Service {
    let server: HTTPServer

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            server.close()
            server.abort()
        }
    }
}

/// The webhook's listener, with its drain.
struct WebhookService: Service {
    let server: HTTPServer
    let readiness: Readiness
    let drainTime: Duration
    let logger: Logger

    /// How long requests in flight may take after the drain: the API server's longest webhook time-out.
    private static let finishTime = Duration.seconds(30)

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
        logger.info("draining", metadata: ["seconds": "\(drainTime.components.seconds)"])
        readiness.block(.draining)
        server.drain()
        try await Task.sleep(for: drainTime)
        server.close()
        try await Task.sleep(for: Self.finishTime)
        logger.warning("requests in flight did not end in time and are cut")
        server.abort()
    }
}

/// Looks at the configuration file now and then, and puts its rules in force.
struct ConfigurationService: Service {
    let file: ReloadingFile<Configuration.Reading>
    let rules: WebhookRules
    let keeper: Keeper?
    /// Nil where the API server has no rules of ours.
    let policyKeeper: PolicyKeeper?
    let metrics: WebhookMetrics
    let logger: Logger

    func run() async throws {
        await file.reload(on: Ticks.shared) { outcome in
            switch outcome {
            case .reloaded(let reading):
                guard let configuration = reading.configuration else { return }
                rules.replace(with: AdmissionRules(configuration))
                keeper?.reload(configuration)
                policyKeeper?.reload(configuration)
                metrics.configurationReloads.child("ok").increment()
                for diagnostic in reading.diagnostics { logger.warning("\(diagnostic)") }
                logger.info(
                    "configuration reloaded; changes of server:, log: and injection: need a restart",
                    metadata: ["registries": "\(configuration.registries.count)"]
                )
            case .failed(let error):
                metrics.configurationReloads.child("failed").increment()
                logger.error(
                    "the changed configuration cannot be used; the old one stays",
                    metadata: ["error": "\(error)"]
                )
            case .unchanged, .stillFailing: break
            }
        }
    }
}

/// A tick every two seconds, until the process shuts down.
struct Ticks: AsyncSequence, Sendable {
    static let shared = Ticks()

    struct Iterator: AsyncIteratorProtocol {
        mutating func next() async -> Void? {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator() }
}
