import EventLoop
import HTTPServer
import Linux
import TestSupport
import Testing

@Suite struct DrainTests {
    @Test("While draining, requests are served and clients are asked to connect elsewhere")
    func draining() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            test.server.drain()
            try await client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasSuffix("GET /1 0;"))
    }

    @Test("A close finishes what is in flight and ends what is idle")
    func closing() async throws {
        let (idleEnd, inFlight) = try await withServer { test in
            let idle = try await test.connect()
            try await idle.send("GET /idle HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await idle.receive(through: ";")
            let busy = try await test.connect()
            try await busy.send("POST /busy HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            _ = try await busy.receive(through: "\r\n\r\n")
            test.server.drain()
            test.server.close()
            let idleEnd = try await idle.receiveAll()
            try await busy.send("abcd")
            return (idleEnd, try await busy.receiveAll())
        }
        #expect(idleEnd.isEmpty)
        #expect(inFlight.hasSuffix("POST /busy 4;"))
    }

    @Test("A request on its way over a connection made before the close is answered")
    func closingFresh() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await test.settle()
            test.server.drain()
            test.server.close()
            _ = await Task(executorPreference: test.loop) {}.value
            try await client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
            return try await client.receiveAll()
        }
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasSuffix("GET /late 0;"))
    }

    @Test("After the close new connections are refused at once, and do not wait for the end of what is in flight")
    func closedDoor() async throws {
        let refusal = try await withServer { test in
            let busy = try await test.connect()
            try await busy.send("POST /busy HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            _ = try await busy.receive(through: "\r\n\r\n")
            test.server.close()
            for _ in 0..<3 { await test.loop.nextRound() }
            var refusal: SystemCallError?
            do { _ = try await test.connect() } catch { refusal = error as? SystemCallError }
            try await busy.send("abcd")
            _ = try await busy.receiveAll()
            return refusal
        }
        #expect(refusal?.call == "connect")
    }

    @Test("A connection that has no request after all does not hold up the close")
    func closingSilent() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await test.settle()
            test.server.close()
            await test.loop.nextRound()
            test.pass(seconds: 1)
            return try await client.receiveAll()
        }
        #expect(text.isEmpty)
    }

    @Test("An abort cuts a connection in the middle of a body")
    func aborting() async throws {
        let text = try await withServer { test in
            let busy = try await test.connect()
            try await busy.send("POST /busy HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            _ = try await busy.receive(through: "\r\n\r\n")
            test.server.close()
            test.server.abort()
            return try await busy.receiveAll()
        }
        #expect(text.isEmpty)
    }
}
