import EventLoop
import HTTP2TestSupport
import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite struct HTTP2ServingTests {
    @Test("A request over HTTP/2 with prior knowledge is answered")
    func priorKnowledge() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start() + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get))
            return try await client.receive(through: ";")
        }
        #expect(text.hasSuffix("GET / 0;"))
    }

    @Test("Sending a header byte by byte does not buy time over HTTP/2 either")
    func tricklingHeader() async throws {
        let end = try await withServer { test in
            let client = try await test.connect()
            let header = Frames.frame(type: 1, flags: 5, stream: 1, Frames.get)
            try await client.send(Frames.start() + header[..<10])
            for byte in header[10..<14] {
                try await test.settle()
                test.pass(seconds: 3)
                try await client.send([byte])
            }
            return try await client.receiveAll()
        }
        #expect(!end.contains("GET / 0;"))
    }

    @Test("A preface that does not come to its end in time ends the connection")
    func slowPreface() async throws {
        let end = try await withServer { test in
            let client = try await test.connect()
            try await client.send("PRI * HTTP/2.0\r\n\r\nSM")
            try await test.settle()
            test.pass(seconds: 11)
            return try await client.receiveAll()
        }
        #expect(!end.contains("HTTP/1.1"))
    }

    @Test("A request that its client has broken is not counted as one that came too late", arguments: [1, 100])
    func brokenRequest(seconds: Int) async throws {
        let statuses = try await withServer { test in
            let client = try await FrameConnection.open(to: test.server.address, on: test.loop)
            try await client.shakeHands()
            let fields = HTTP2Frame.postFields + [("content-length", "5")]
            try await client.send(.request(1, fields, ends: false), .data(1, "abc", ends: true))
            _ = try await client.receive { $0.kind == .resetStream }
            for _ in 0..<100 / seconds {
                try await test.settle()
                test.pass(seconds: seconds)
            }
            try await test.settle()
            return test.observer.statuses.withLock { $0 }
        }
        #expect(!statuses.contains(408))
    }

    @Test("A client that keeps talking but takes nothing of its answer is cut")
    func stalledAnswer() async throws {
        let end = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start(window: 0) + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get))
            for _ in 0..<11 {
                try await test.settle()
                test.pass(seconds: 3)
                try await client.send(Frames.frame(type: 8, stream: 0, [0, 0, 0, 1]))
            }
            return try await client.receiveAll()
        }
        #expect(!end.contains("GET / 0;"))
    }

    @Test(
        "A client that takes nothing of an answer is cut, also where the trailers of other requests are always half there"
    )
    func stalledAnswerBesideTrailers() async throws {
        let end = try await withServer { test in
            let client = try await test.connect()
            func half(_ stream: UInt8) -> [UInt8] {
                Frames.frame(type: 1, flags: 4, stream: stream, Frames.post)
                    + Frames.frame(type: 0, stream: stream, [0x78])
                    + Frames.frame(type: 1, flags: 1, stream: stream, [])
            }
            try await client.send(
                Frames.start(window: 0) + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get) + half(3)
            )
            for turn in UInt8(0)..<9 {
                let stream = 3 + 2 * turn
                try await test.settle()
                test.pass(seconds: 4)
                try await client.send(
                    Frames.frame(type: 9, flags: 4, stream: stream, [])
                        + Frames.frame(type: 8, stream: stream, [0, 0, 1, 0]) + half(stream + 2)
                )
            }
            return try await client.receiveAll()
        }
        #expect(end.contains("POST / 1;"))
        #expect(!end.contains("GET / 0;"))
    }

    @Test("A client that takes its answer bit by bit gets it")
    func slowReader() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start(window: 0) + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get))
            for _ in 0..<2 {
                try await test.settle()
                test.pass(seconds: 14)
                try await client.send(Frames.frame(type: 8, stream: 1, [0, 0, 0, 4]))
            }
            return try await client.receive(through: ";")
        }
        #expect(text.contains("GET "))
    }

    @Test("A client that takes a byte now and then of its answer is cut")
    func tricklingReader() async throws {
        let end = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start(window: 0) + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get))
            for _ in 0..<5 {
                try await test.settle()
                test.pass(seconds: 8)
                try await client.send(Frames.frame(type: 8, stream: 1, [0, 0, 0, 1]))
            }
            return try await client.receiveAll()
        }
        #expect(!end.contains("GET / 0;"))
    }

    @Test("A connection on which no request is ever answered comes to an end, however often one is opened anew")
    func barren() async throws {
        let open = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start() + Frames.frame(type: 1, flags: 4, stream: 1, Frames.post))
            for stream in stride(from: UInt8(1), to: 41, by: 2) {
                try await test.settle()
                test.pass(seconds: 6)
                try await client.send(
                    Frames.frame(type: 3, stream: stream, [0, 0, 0, 8])
                        + Frames.frame(type: 1, flags: 4, stream: stream + 2, Frames.post)
                )
            }
            for _ in 0..<1000 where test.openCount > 0 { await test.loop.nextRound() }
            withExtendedLifetime(client) {}
            return test.openCount
        }
        #expect(open == 0)
    }

    @Test("Headers that compression makes cheap to send count for the memory that connections may take together")
    func headerBomb() async throws {
        let memory = MemoryBudget(limit: 300_000)
        let end = try await withServer(memory: memory) { test in
            let client = try await test.connect()
            try await client.send(
                Frames.start() + Frames.frame(type: 1, flags: 4, stream: 1, Frames.post + Frames.large)
            )
            for stream in 1...UInt8(memory.limit / 27_300 + 2) {
                let header = Frames.post + [UInt8](repeating: 0xbe, count: 7)
                try await client.send(Frames.frame(type: 1, flags: 4, stream: stream * 2 + 1, header))
            }
            return try await client.receiveAll()
        }
        #expect(!end.contains("POST"))
    }
}
