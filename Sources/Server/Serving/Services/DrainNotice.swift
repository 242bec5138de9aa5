internal import ServiceLifecycle

/// Where no webhook drains: tells that this replica goes.
struct DrainNotice: Service {
    let readiness: ReplicaReadiness

    func run() async throws {
        try? await gracefulShutdown()
        readiness.block(.draining)
    }
}
