import EventLoop
import HTTPServer
import TestAPIServer
import TestSupport
import Text

/// ``TestAPIServer`` behind a port.
enum SimulatedCluster {
    static func start() async throws -> TestCluster {
        let loop = try EventLoop()
        // Of the binary's own time: it looks at the end of the tokens that it is given.
        let server = TestAPIServer(loop: loop) { WallClock.system.now().seconds }
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
