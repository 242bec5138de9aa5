internal import HTTPServer
internal import ServiceLifecycle

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
