import EventLoop
import HTTPServer
import TestAPIServer
import TestSupport

/// ``TestAPIServer`` behind a port.
enum SimulatedCluster {
    static func start() async throws -> TestCluster {
        let loop = try EventLoop()
        let server = TestAPIServer(loop: loop)
        server.setUser("admin", token: "admin-token", rules: [.everything])
        let http = try server.makeHTTPServer()
        let running = Task(executorPreference: loop) { try await http.run() }
        return try TestCluster(
            url: "http://\(http.address)",
            authority: nil,
            adminToken: "admin-token",
            loop: loop,
            simulation: server
        ) {
            http.close()
            http.abort()
            _ = await running.result
        }
    }
}
