import EventLoop
import HTTPServer
import Sockets
import Testing

@Suite struct `A server's run` {
    @Test func `is refused a second time`() async throws {
        let loop = try EventLoop()
        let server = try HTTPServer(
            address: try SocketAddress(parsing: "127.0.0.1:0"),
            loops: [loop],
            credentials: nil,
            handler: EchoHandler()
        )
        server.close()
        try await server.run()
        await #expect(throws: HTTPServerRunTwiceError.self) { try await server.run() }
        loop.stop()
    }

    @Test func `frees the port where it never comes`() throws {
        let loop = try EventLoop()
        let make = { (port: UInt16) in
            try HTTPServer(
                address: try SocketAddress(parsing: "127.0.0.1:\(port)"),
                loops: [loop],
                credentials: nil,
                handler: EchoHandler()
            )
        }
        let port = try make(0).address.port
        #expect(try make(port).address.port == port)
        loop.stop()
    }
}
