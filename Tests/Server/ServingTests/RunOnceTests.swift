import HTTPServer
import Metrics
import ServiceLifecycleTestKit
import Sockets
import TestSupport
import Testing

@testable import Serving

struct RunOnceTests {
    @Test func `a plan is refused its second run`() async throws {
        let test = try PlanUnderTest(.standalone)
        test.drainTime.pass()
        try await testGracefulShutdown { shutdown in
            shutdown.triggerGracefulShutdown()
            try await test.run()
        }
        await #expect(throws: ServingError.self) { try await test.run() }
        #expect(test.logs.messages.count { $0 == "info listening" } == 1)
    }

    @Test func `a server is refused its second run, during the first and after it`() async throws {
        try await withEventLoop { loop in
            let server = try HTTPServer(
                address: try SocketAddress(parsing: "127.0.0.1:0"),
                loops: [loop],
                credentials: nil,
                handler: OperatorEndpoint(readiness: ReplicaReadiness(), registry: MetricsRegistry())
            )
            try await withThrowingDiscardingTaskGroup { group throws in
                group.addTask { try await server.run() }
                let connection = try await RawConnection.open(to: server.address, on: loop)
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try await connection.receiveAll().hasPrefix("HTTP/1.1 200"))
                await #expect(throws: HTTPServerRunTwiceError.self) { try await server.run() }
                server.close()
            }
            await #expect(throws: HTTPServerRunTwiceError.self) { try await server.run() }
        }
    }
}
