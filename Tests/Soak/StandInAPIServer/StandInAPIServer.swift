import EventLoop
import HTTPServer
import Sockets
import TestAPIServer
import Text

/// The test API server as a process of its own, for the soak on machines that have no kube-apiserver.
///
///     StandInAPIServer 127.0.0.1:8001
///
/// It speaks plain HTTP, and serves until it is killed. Whoever has the token `admin` or `pullpass` may do everything.
@main
struct StandInAPIServer {
    static func main() async throws {
        let loop = try EventLoop()
        let server = TestAPIServer(loop: loop, wallClock: { WallClock.system.now().seconds })
        for name in ["admin", "pullpass"] { server.setUser(name, token: name, rules: [.everything]) }
        server.settings.bookmarkInterval = .seconds(5)
        let service = try server.makeHTTPServer(
            address: try SocketAddress(parsing: CommandLine.arguments.dropFirst().first ?? "127.0.0.1:8001")
        )
        try await service.run()
        loop.stop()
    }
}
