import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite("Memory that connections hold") struct MemoryServingTests {
    private static func post(_ path: String, _ length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
    }

    /// A connection that has sent so much of a body of `length` bytes.
    private static func holder(_ test: ServerUnderTest, _ path: String, _ length: Int, sent: Int) async throws
        -> RawConnection
    {
        let holder = try await test.connect()
        try await holder.send(post(path, length))
        try await holder.send([UInt8](repeating: 1, count: sent))
        try await test.settle()
        return holder
    }

    private static func request(_ test: ServerUnderTest, _ length: Int) async throws -> String {
        let client = try await test.connect()
        try await client.send(post("/new", length))
        try await client.send([UInt8](repeating: 1, count: length))
        client.finishSending()
        return try await client.receiveAll()
    }

    @Test("What is declared and not sent holds nothing")
    func declared() async throws {
        let (held, answer) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            var idlers: [RawConnection] = []
            for index in 0..<16 { idlers.append(try await Self.holder(test, "/\(index)", 8 << 20, sent: 0)) }
            let held = test.memory.heldBytes
            let answer = try await Self.request(test, 400_000)
            withExtendedLifetime(idlers) {}
            return (held, answer)
        }
        #expect(held < 16 * 32_768)
        #expect(answer.hasSuffix("POST /new 400000;"))
    }

    @Test("A new body takes the place of the one that has been owed longest, once that is a tenth of a second")
    func oldestGoes() async throws {
        let (young, ends, answer, refused, evicted) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) {
            test in
            let first = try await Self.holder(test, "/1", 300_000, sent: 250_000)
            test.pass(milliseconds: 50)
            let second = try await Self.holder(test, "/2", 300_000, sent: 250_000)
            // Nobody has owed for more than a tenth of a second: the newest is refused, and those that came first go on.
            let young = try await Self.request(test, 300_000)
            test.pass(milliseconds: 70)
            let answer = try await Self.request(test, 300_000)
            let cut = try await first.receiveAll()
            try await second.send([UInt8](repeating: 1, count: 50_000))
            return (
                young, [cut, try await second.receive(through: ";")], answer,
                test.observer.refused.withLock { $0.map(\.reason) }, test.observer.evicted.withLock { $0.map(\.reason) }
            )
        }
        #expect(young.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.hasSuffix("POST /new 300000;"))
        #expect(ends[0].hasPrefix("HTTP/1.1 503 ") && ends[0].contains("try again"))
        #expect(ends[1].hasSuffix("POST /2 300000;"))
        #expect(refused == [.memory])
        #expect(evicted == [.memory])
    }

    @Test("Bytes now and then do not make a body younger")
    func trickle() async throws {
        let answers = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            var holders: [RawConnection] = []
            for index in 0..<2 { holders.append(try await Self.holder(test, "/\(index)", 300_000, sent: 250_000)) }
            for _ in 0..<5 {
                for holder in holders { try await holder.send([1]) }
                try await test.settle()
                test.pass(seconds: 1)
            }
            return [try await Self.request(test, 300_000), try await Self.request(test, 300_000)]
        }
        #expect(answers.allSatisfy { $0.hasSuffix("POST /new 300000;") })
    }

    @Test("A small request gets through at once, whoever holds the rest, and idle connections stay")
    func small() async throws {
        let (answers, idleAnswer) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            let idle = try await test.connect()
            try await idle.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await idle.receive(through: ";")
            test.pass(seconds: 5)
            var holders: [RawConnection] = []
            for index in 0..<2 { holders.append(try await Self.holder(test, "/\(index)", 400_000, sent: 399_000)) }
            var answers: [String] = []
            for _ in 0..<20 { answers.append(try await Self.request(test, 60_000)) }
            // Small ones that never end fill the reserve; then the oldest message goes, not who is merely idle.
            for index in 0..<8 {
                test.pass(seconds: 1)
                holders.append(try await Self.holder(test, "/s\(index)", 60_000, sent: 59_000))
            }
            answers.append(try await Self.request(test, 60_000))
            try await idle.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            withExtendedLifetime(holders) {}
            return (answers, try await idle.receive(through: ";"))
        }
        #expect(answers.allSatisfy { $0.hasSuffix("POST /new 60000;") })
        #expect(idleAnswer.hasSuffix("GET /2 0;"))
    }

    @Test("A large request that has just begun does not go for small ones that have been owed for long")
    func largeAmongSmall() async throws {
        let (answers, large, evicted) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            var holders: [RawConnection] = []
            for index in 0..<9 { holders.append(try await Self.holder(test, "/s\(index)", 60_000, sent: 59_000)) }
            test.pass(seconds: 5)
            let large = try await Self.holder(test, "/big", 200_000, sent: 150_000)
            test.pass(seconds: 1)
            var answers: [String] = []
            for index in 0..<4 {
                holders.append(try await Self.holder(test, "/t\(index)", 60_000, sent: 59_000))
                answers.append(try await Self.request(test, 60_000))
            }
            try await large.send([UInt8](repeating: 1, count: 50_000))
            withExtendedLifetime(holders) {}
            return (answers, try await large.receive(through: ";"), test.observer.evicted.withLock { $0.count })
        }
        #expect(answers.allSatisfy { $0.hasSuffix("POST /new 60000;") })
        #expect(large.hasSuffix("POST /big 200000;"))
        #expect(evicted > 0)
    }

    @Test("Half headers count, and make room for others")
    func headers() async throws {
        let (held, answer) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            var holders: [RawConnection] = []
            for _ in 0..<60 {
                let holder = try await test.connect()
                try await holder.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 25_000))
                try await test.settle()
                holders.append(holder)
            }
            let held = test.memory.heldBytes
            test.pass(seconds: 2)
            let answer = try await Self.request(test, 300_000)
            withExtendedLifetime(holders) {}
            return (held, answer)
        }
        #expect(held <= 1 << 20)
        #expect(answer.hasSuffix("POST /new 300000;"))
    }

    @Test("A chunked body counts as it grows")
    func chunked() async throws {
        let (text, most) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            let client = try await test.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<32 {
                try await client.send("10000\r\n")
                try await client.send([UInt8](repeating: 1, count: 65_536))
                try await client.send("\r\n")
            }
            return (try await client.receiveAll(), test.memory.takeMost())
        }
        #expect(text.hasPrefix("HTTP/1.1 503 "))
        #expect(most <= 1 << 20)
    }

    @Test("An answer that is not taken counts, and is given up for others")
    func unreadAnswer() async throws {
        let (held, answer) = try await withServer(memory: MemoryBudget(limit: 44 << 20)) { test in
            let reader = try await test.connect()
            try await reader.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await reader.receive(through: "\r\n\r\n")
            try await test.settle()
            let held = test.memory.heldBytes
            test.pass(seconds: 2)
            let answer = try await Self.request(test, 8 << 20)
            withExtendedLifetime(reader) {}
            return (held, answer)
        }
        #expect(held > 32 << 20)
        #expect(answer.hasSuffix("POST /new 8388608;"))
    }

    @Test("Over HTTP/2 the largest request gives way, and the connection goes on")
    func http2() async throws {
        let text = try await withServer(memory: MemoryBudget(limit: 600_000)) { test in
            let client = try await test.connect()
            try await client.send(Frames.start())
            for stream in 0..<9 as Range<UInt8> {
                let id = stream * 2 + 1
                try await client.send(Frames.frame(type: 1, flags: 4, stream: id, Frames.post))
                for _ in 0..<4 {
                    try await client.send(Frames.frame(type: 0, stream: id, [UInt8](repeating: 1, count: 16_000)))
                }
            }
            try await test.settle()
            try await client.send(Frames.frame(type: 1, flags: 5, stream: 101, Frames.get))
            return try await client.receive(through: "GET / 0;")
        }
        #expect(text.hasSuffix("GET / 0;"))
        #expect(text.contains("too much is held"))
    }

    @Test("Requests that come together are answered no further than there is memory for answers that are not taken")
    func answersTogether() async throws {
        let (end, answers, most) = try await withServer(memory: MemoryBudget(limit: 1 << 20)) { test in
            let client = try await test.connect()
            let requests = stride(from: UInt8(1), to: 201, by: 2).flatMap {
                Frames.frame(type: 1, flags: 5, stream: $0, Frames.getMedium)
            }
            try await client.send(Frames.start(window: 0) + requests)
            let end = try await client.receiveAll()
            return (end, test.observer.statuses.withLock { $0.count }, test.memory.takeMost())
        }
        #expect(!end.isEmpty)
        #expect(answers > 0 && answers < 15)
        #expect(most <= 1 << 20)
    }
}
