import TestSupport
import Testing

@testable import HTTPServer

@Suite("An idle connection") struct IdleConnectionTests {
    /// What a connection itself is counted for.
    private static let least = 8192

    /// Lets the loop take in what has happened, until only the connection under test is left.
    private static func settle(_ test: ServerUnderTest) async throws {
        try await test.settle()
        await test.waitForOpen(1)
    }

    @Test("of HTTP/1.1 holds no buffer, however large its last request and answer were")
    func http1() async throws {
        let (fresh, held) = try await withServer { test in
            let client = try await test.connect()
            try await Self.settle(test)
            let fresh = test.memory.heldBytes
            for (path, length) in [("/", 0), ("/", 200_000), ("/medium", 0)] {
                try await client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
                try await client.send([UInt8](repeating: 1, count: length))
                _ = try await client.receive(through: path == "/" ? "POST / \(length);" : "xxxxxxxx")
            }
            try await Self.settle(test)
            return (fresh, test.memory.heldBytes)
        }
        #expect(fresh == Self.least && held == Self.least)
    }

    @Test(
        "of HTTP/1.1 that waits for a body holds no more for it than is announced",
        arguments: [20_000, 40_000, 100_000]
    )
    func waitsForBody(length: Int) async throws {
        let held = try await withServer { test in
            let client = try await test.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
            try await Self.settle(test)
            try await client.send([UInt8](repeating: 1, count: length - 1))
            try await Self.settle(test)
            let held = test.memory.heldBytes
            try await client.send([1])
            _ = try await client.receive(through: "POST / \(length);")
            return held
        }
        // Its own steps, too.
        #expect(held <= length + Channel.readSize + Self.least + 4096)
    }

    @Test("of HTTP/2 gives back its session's pages after a second, and what it gets again then")
    func http2() async throws {
        let held = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start())
            var held: [[Int]] = []
            for stream in [1, 3, 5] as [UInt8] {
                try await client.send(Frames.frame(type: 1, flags: 5, stream: stream, Frames.get))
                _ = try await client.receive(through: "GET / 0;")
                try await Self.settle(test)
                var row = [test.memory.heldBytes]
                test.pass(milliseconds: 900)
                try await Self.settle(test)
                row.append(test.memory.heldBytes)
                test.pass(milliseconds: 200)
                try await Self.settle(test)
                row.append(test.memory.heldBytes)
                held.append(row)
            }
            return held
        }
        for row in held {
            #expect(row[0] == row[1], "not at once")
            #expect(row[2] <= row[1] - 24 * 1024 && row[2] <= Self.least + 12 * 1024)
        }
    }

    @Test("of HTTP/2 that has rested still ends in time")
    func ends() async throws {
        let text = try await withServer { test in
            let client = try await test.connect()
            try await client.send(Frames.start() + Frames.frame(type: 1, flags: 5, stream: 1, Frames.get))
            _ = try await client.receive(through: "GET / 0;")
            for _ in 0..<119 {
                test.pass(seconds: 1)
                try await Self.settle(test)
            }
            #expect(test.openCount == 1)
            test.pass(seconds: 2)
            return try await client.receiveAll()
        }
        #expect(text.utf8.count >= 17, "a GOAWAY")
    }
}
