import EventLoop
import HTTP
import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite struct StreamTests {
    @Test("A streamed answer comes in chunks and keeps the connection")
    func chunks() async throws {
        let (first, second) = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("GET /three HTTP/1.1\r\nHost: a\r\n\r\n")
            let first = try await client.receive(through: "0\r\n\r\n")
            try await client.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n")
            return (first, try await client.receive(through: ";"))
        }
        #expect(
            first == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "7\r\npart 1;\r\n7\r\npart 2;\r\n7\r\npart 3;\r\n0\r\n\r\n"
        )
        #expect(second.hasSuffix("GET /plain 0;"))
    }

    @Test("Pipelined requests around a streamed answer are answered in order")
    func pipelining() async throws {
        let text = try await withStreams { test in
            let client = try await test.connect()
            let paths = ["/a", "/three", "/b"]
            try await client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            return try await client.receive(through: "/b 0;")
        }
        let places = ["/a 0;", "part 1;", "part 3;", "0\r\n\r\n", "/b 0;"].map { text.firstRange(of: $0)?.lowerBound }
        #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    @Test("An HTTP/1.0 client gets the bare bytes until the connection closes")
    func http10() async throws {
        let text = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("GET /three HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            return try await client.receiveAll()
        }
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\npart 1;part 2;part 3;"))
    }

    @Test(
        "Without a body nothing follows the header",
        arguments: [("HEAD /endless", "Transfer-Encoding: chunked\r\n\r\n"), ("GET /none", "text/plain\r\n\r\n")]
    )
    func bodiless(request: String, end: String) async throws {
        let (head, next) = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await client.receive(through: "\r\n\r\n")
            try await client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            return (head, try await client.receive(through: ";"))
        }
        #expect(head.hasSuffix(end))
        #expect(next.hasPrefix("HTTP/1.1 200 ") && next.hasSuffix("GET /next 0;"))
    }

    @Test("A stream that fails leaves out the last chunk; one that fails before its header leaves out everything")
    func failure() async throws {
        let texts = try await withStreams { test in
            var texts: [String] = []
            for path in ["/broken", "/headless"] {
                let client = try await test.connect()
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                texts.append(try await client.receiveAll())
            }
            return texts
        }
        #expect(texts[0].hasSuffix("4\r\nhalf\r\n"))
        #expect(texts[1].isEmpty)
    }

    @Test("A stream ends when its client goes away", arguments: ["/endless", "/stalled"])
    func disconnect(path: String) async throws {
        let hasEnded = try await withStreams { test in
            do {
                let client = try await test.connect()
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                if path == "/endless" { _ = try await client.receive(through: "first;") }
            }
            return try await eventually {
                try await test.settle()
                return test.observer.open.load(ordering: .relaxed) <= 1
            }
        }
        #expect(hasEnded)
    }

    enum Stop: CaseIterable, Sendable { case drain, close, abort }

    @Test("Draining and closing end a stream in good order, aborting cuts it", arguments: Stop.allCases)
    func stopping(_ stop: Stop) async throws {
        let text = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.receive(through: "first;\r\n")
            switch stop {
            case .drain: test.server.drain()
            case .close: test.server.close()
            case .abort: test.server.abort()
            }
            return try await client.receiveAll()
        }
        #expect(text == (stop == .abort ? "" : "0\r\n\r\n"))
    }

    @Test("A stream that has not begun when the server closes is answered with 503")
    func closingBeforeHead() async throws {
        let text = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("GET /stalled HTTP/1.1\r\nHost: a\r\n\r\n")
            try await test.settle()
            test.server.close()
            return try await client.receiveAll()
        }
        #expect(text.hasPrefix("HTTP/1.1 503 "))
    }

    @Test("A client that takes nothing is cut after the write time-out")
    func writeTimeout() async throws {
        let isCut = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.receive(through: "\r\n\r\n")
            let isCut = try await eventually {
                try await test.settle()
                test.pass(seconds: 31)
                return test.observer.open.load(ordering: .relaxed) <= 1
            }
            // Only now may the client's end go.
            client.finishSending()
            return isCut
        }
        #expect(isCut)
    }

    @Test("An endless stream outlives every time-out while its client is there")
    func patience() async throws {
        let text = try await withStreams { test in
            let client = try await test.connect()
            try await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.receive(through: "first;\r\n")
            try await test.settle()
            test.pass(seconds: 100_000)
            try await test.settle()
            test.server.close()
            return try await client.receiveAll()
        }
        #expect(text == "0\r\n\r\n")
    }
}
