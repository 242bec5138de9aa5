import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite struct HTTP1ServingTests {
    @Test("Requests on one connection are answered one after the other")
    func keepAlive() async throws {
        let answers = try await withServer { test in
            let client = try await test.connect()
            var answers: [String] = []
            for path in ["/a", "/b"] {
                try await client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                _ = try await client.receive(through: "\r\n\r\n")
                answers.append(try await client.receive(through: ";"))
            }
            return answers
        }
        #expect(answers == ["POST /a 3;", "POST /b 3;"])
    }

    @Test("Pipelined requests are answered in order, also more of them than one turn allows")
    func pipelining() async throws {
        let count = 200
        let text = try await withServer { test in
            let client = try await test.connect()
            let requests = (0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            try await client.send(requests + "GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return try await client.receiveAll()
        }
        let bodies = text.split(separator: ";").compactMap { $0.split(separator: "\r\n\r\n").last.map(String.init) }
        #expect(bodies == (0..<count).map { "GET /\($0) 0" } + ["GET /end 0"])
    }

    @Test("A chunked body is put together")
    func chunked() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(
                "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
            return try await client.receiveAll()
        }
        #expect(text.hasSuffix("POST /c 5;"))
    }

    @Test("A client that asks whether to go on is told so")
    func expectContinue() async throws {
        let (interim, final) = try await withServer { test in
            let client = try await test.connect()
            try await client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            let interim = try await client.receive(through: "\r\n\r\n")
            try await client.send("ab")
            return (interim, try await client.receive(through: ";"))
        }
        #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(final.hasSuffix("POST /x 2;"))
    }

    @Test("A client that asks whether to go on and is refused gets the refusal instead")
    func expectRefused() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(
                "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            )
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 415 "))
    }

    @Test(
        "A request that is refused by its header counts as answered, whether its body is waited for or not",
        arguments: [
            "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n", "Content-Length: 100000\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n", "Content-Length: 2\r\n\r\nab",
        ]
    )
    func refusalsCount(rest: String) async throws {
        let statuses = try await withServer { test in
            let client = try await test.connect()
            try await client.send("POST /refuse HTTP/1.1\r\nHost: a\r\n\(rest)")
            client.finishSending()
            _ = try await client.receiveAll()
            return test.observer.statuses.withLock { $0 }
        }
        #expect(statuses == [415])
    }

    @Test("A small refused request does not cost the connection")
    func refusalKeepsConnection() async throws {
        let second = try await withServer { test in
            let client = try await test.connect()
            try await client.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
            _ = try await client.receive(through: "refused\n")
            try await client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            return try await client.receive(through: ";")
        }
        #expect(second.hasSuffix("GET /next 0;"))
    }

    @Test("A body of several megabytes arrives whole")
    func largeBody() async throws {
        let size = 5 * 1024 * 1024
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(
                "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\nConnection: close\r\n\r\n"
            )
            try await client.send([UInt8](repeating: 0x61, count: size))
            return try await client.receiveAll()
        }
        #expect(text.hasSuffix("POST /big \(size);"))
    }

    @Test(
        "What is no request gets the status that says so, also when more of it follows",
        arguments: [
            ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n", 431),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ]
    )
    func badRequests(request: String, status: Int) async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(request + String(repeating: "more", count: 50_000))
            client.finishSending()
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(200))")
        #expect(text.contains("Connection: close\r\n"))
    }

    @Test("A client that goes away in the middle of a body leaves nothing behind")
    func disconnect() async throws {
        let statuses = try await withServer { test in
            do {
                let client = try await test.connect()
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
            }
            try await test.settle()
            return test.observer.statuses.withLock { $0 }
        }
        #expect(statuses.allSatisfy { $0 == 200 })
    }
}
