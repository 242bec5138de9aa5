import HTTPServer
import TestSupport
import Testing

/// The client's side of HTTP/2 with prior knowledge, by hand.
enum Frames {
    /// Preface and settings, with the given window for each stream.
    static func start(window: UInt8? = nil) -> [UInt8] {
        let settings: [UInt8] = window.map { [0, 4, 0, 0, 0, $0] } ?? []
        return Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(type: 4, stream: 0, settings)
    }

    static func frame(type: UInt8, flags: UInt8 = 0, stream: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0, UInt8(payload.count >> 8), UInt8(payload.count & 255), type, flags, 0, 0, 0, stream] + payload
    }

    /// `GET /` of the host `a`, from HPACK's static table.
    static let get: [UInt8] = [0x82, 0x86, 0x84, 0x41, 0x01, 0x61]
    /// `POST /` of the host `a`, without an entry for the dynamic table.
    static let post: [UInt8] = [0x83, 0x86, 0x84, 0x01, 0x01, 0x61]
    /// A field `x-a` with 3,900 bytes, which becomes entry 62 of the dynamic table.
    static let large: [UInt8] =
        [0x40, 3] + Array("x-a".utf8) + [0x7f, 0xbd, 0x1d] + [UInt8](repeating: 0x62, count: 3900)
}

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

    @Test("A client that takes its answer bit by bit gets it")
    func slowReader() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start(window: 0) + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get))
            for _ in 0..<2 {
                try await test.settle()
                test.pass(seconds: 20)
                try await client.send(Frames.frame(type: 8, stream: 1, [0, 0, 0, 4]))
            }
            return try await client.receive(through: ";")
        }
        #expect(text.contains("GET "))
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
