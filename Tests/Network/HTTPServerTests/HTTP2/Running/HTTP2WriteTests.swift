import EventLoop
import Glibc
import HTTP2TestSupport
import HTTPServer
import Linux
import Sockets
import Synchronization
import Testing

/// Two ends of a connection that keeps each write as one message: who reads can count them, and so does the other side's read.
private final class MessagePair: Sendable {
    private let server: Mutex<CInt?>
    private let client: CInt

    init() throws {
        var pair: [CInt] = [-1, -1]
        let type = CInt(SOCK_SEQPACKET.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw SystemCallError.last("socketpair") }
        server = Mutex(pair[0])
        client = pair[1]
    }

    /// Hands the server its end as if it had been accepted, and then whatever the kernel has.
    var accept: Listener.Accept {
        { listener, address throws(SystemCallError) in
            if let end = self.server.withLock({ end in
                defer { end = nil }
                return end
            }) {
                return FileDescriptor(owning: end)
            }
            return try Listener.fromKernel(listener, address)
        }
    }

    /// The client's end; once.
    func connect(on loop: EventLoop) throws -> FrameConnection {
        FrameConnection(try Socket(owning: FileDescriptor(owning: client), on: loop))
    }
}

@Suite struct `What has arrived over HTTP/2 is answered by one write` {
    /// Sends messages all at once, and tells in how many writes the answers to these streams came.
    private func writes(_ messages: [[HTTP2Frame]], until last: Int32) async throws -> (writes: Int, events: [String]) {
        let pair = try MessagePair()
        return try await withServer(accept: { _ in pair.accept }) { test in
            let client = try pair.connect(on: test.loop)
            try await client.shakeHands()
            // The server has read the acknowledgement: what follows is all there when it reads on.
            try await client.send(.ping())
            _ = try await client.receive { $0.kind == .ping }
            let before = client.reads
            let seen = client.events.count
            for message in messages { try await client.send(message.flatMap(\.bytes)) }
            _ = try await client.receive { $0.streamID == last && $0.flags & HTTP2Frame.endStream != 0 }
            return (client.reads - before, Array(client.events[seen...]))
        }
    }

    @Test(arguments: zip([1, 2, 8, 9, 10, 17, 18, 26, 100], [1, 1, 1, 1, 2, 2, 3, 3, 13]))
    func `so many reads with a request each`(reads: Int, expected: Int) async throws {
        let messages = (0..<reads).map { [HTTP2Frame.get(Int32($0) * 2 + 1)] }
        let (writes, events) = try await writes(messages, until: Int32(reads) * 2 - 1)
        #expect(writes == expected)
        #expect(events.count { $0.hasSuffix("GET / 0; end") } == reads)
    }

    @Test func `a hundred requests in one read`() async throws {
        let (writes, events) = try await writes([(0..<100).map { .get(Int32($0) * 2 + 1) }], until: 199)
        #expect(writes == 1 && events.count == 200)
    }

    @Test func `a body in eight reads, of a request that is there already`() async throws {
        let pieces = (0..<8).map { [HTTP2Frame.data(1, [UInt8](repeating: 0, count: 1000), ends: $0 == 7)] }
        let (writes, events) = try await writes([[.post()]] + pieces, until: 1)
        #expect(writes == 1 && events == ["1: 200", "1: POST / 8000; end"])
    }

    @Test func `requests that are cut between reads`() async throws {
        let bytes = (0..<20).flatMap { HTTP2Frame.post(Int32($0) * 2 + 1, ends: true).bytes }
        let pair = try MessagePair()
        let writes = try await withServer(accept: { _ in pair.accept }) { test in
            let client = try pair.connect(on: test.loop)
            try await client.shakeHands()
            try await client.send(.ping())
            _ = try await client.receive { $0.kind == .ping }
            let before = client.reads
            let size = bytes.count / 9 + 1
            for start in stride(from: 0, to: bytes.count, by: size) {
                try await client.send(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            _ = try await client.receive { $0.streamID == 39 && $0.flags & HTTP2Frame.endStream != 0 }
            return client.reads - before
        }
        #expect(writes == 1)
    }
}
