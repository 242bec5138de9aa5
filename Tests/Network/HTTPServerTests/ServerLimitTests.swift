import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite struct ServerLimitTests {
    @Test("A header that does not come to its end in time is answered with 408")
    func slowHeader() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send("GET / HTTP/1.1\r\nHo")
            try await test.settle()
            test.pass(seconds: 11)
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 408 "))
        #expect(text.contains("header"))
    }

    @Test("Sending a header byte by byte does not buy time")
    func tricklingHeader() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            for byte in ["G", "E", "T", " "] {
                try await client.send(byte)
                try await test.settle()
                test.pass(seconds: 3)
            }
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 408 "))
    }

    @Test("A header that began behind another request has no more time than any other")
    func slowPipelinedHeader() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HT")
            _ = try await client.receive(through: ";")
            try await test.settle()
            test.pass(seconds: 11)
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 408 "))
    }

    @Test("A body that does not come to its end in time is answered with 408")
    func slowBody() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
            try await test.settle()
            test.pass(seconds: 31)
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 408 "))
        #expect(text.contains("body"))
    }

    @Test("Taking a little of an answer now and then does not buy time")
    func tricklingReader() async throws {
        let taken = try await withServer { test in
            let client = try await test.connect()
            try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            var taken = 0
            // The whole of it at 16 KiB a second, and the write time-out.
            for _ in 0..<(EchoHandler.large.count / (16 * 1024) + 30) / 60 + 2 {
                taken += try await client.drop(atLeast: 65_536)
                try await test.settle()
                test.pass(seconds: 60)
            }
            return taken + (try await client.drop(atLeast: .max))
        }
        #expect(taken < EchoHandler.large.count)
    }

    @Test("Taking an answer at a modest rate is enough")
    func slowReader() async throws {
        let taken = try await withServer { test in
            let client = try await test.connect()
            try await client.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            var taken = 0
            for _ in 0..<EchoHandler.large.count / 65_536 {
                taken += try await client.drop(atLeast: 65_536)
                test.pass(seconds: 4)
            }
            return taken + (try await client.drop(atLeast: .max))
        }
        #expect(taken > EchoHandler.large.count)
    }

    @Test("An idle connection is kept for as long as the API server may use it, and then closed in silence")
    func idle() async throws {
        let (answer, end) = try await withServer { test in
            let client = try await test.connect()
            try await client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.receive(through: ";")
            try await test.settle()
            test.pass(seconds: 100)
            try await client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.receive(through: ";")
            try await test.settle()
            test.pass(seconds: 121)
            return (answer, try await client.receiveAll())
        }
        #expect(answer.hasSuffix("GET /2 0;"))
        #expect(end.isEmpty)
    }

    @Test("A connection that never says anything is closed")
    func silent() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await test.settle()
            test.pass(seconds: 11)
            return try await client.receiveAll()
        }
        #expect(text.isEmpty)
    }

    @Test("With all places taken, the connection that has been idle longest makes room")
    func eviction() async throws {
        var limits = HTTPServerLimits()
        limits.maximumConnections = 2
        let (evicted, answers) = try await withServer(limits: limits) { test in
            var clients: [RawConnection] = []
            for path in ["/1", "/2"] {
                let client = try await test.connect()
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.receive(through: ";")
                // A request-free exchange on the loop, so that the server's side is seen to be idle.
                _ = await Task(executorPreference: test.loop) {}.value
                test.pass(seconds: 1)
                clients.append(client)
            }
            let third = try await test.connect()
            try await third.send("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await third.receive(through: ";")
            let evicted = try await clients[0].receiveAll()
            try await clients[1].send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n")
            return (evicted, [answer, try await clients[1].receive(through: ";")])
        }
        #expect(evicted.isEmpty)
        #expect(answers[0].hasSuffix("GET /3 0;"))
        #expect(answers[1].hasSuffix("GET /again 0;"))
    }
}
