import EventLoop
import HTTPServer
import Sockets
import Testing

@Suite struct `A server's run` {
    @Test func `is refused a second time`() async {
        await #expect(processExitsWith: .failure) {
            let server = try HTTPServer(
                address: try SocketAddress(parsing: "127.0.0.1:0"),
                loops: [try EventLoop()],
                credentials: nil,
                handler: EchoHandler()
            )
            server.close()
            try await server.run()
            // An error would end the process as a failure too.
            try? await server.run()
        }
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
