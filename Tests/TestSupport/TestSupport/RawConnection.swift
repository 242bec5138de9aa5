package import EventLoop
package import Sockets

/// A client's end of a TCP connection that sends and receives raw bytes: for what no well-behaved client would send.
///
/// For tasks of its loop only. `@unchecked Sendable` for that reason.
package final class RawConnection: @unchecked Sendable {
    private let socket: Socket
    private var received: [UInt8] = []

    private init(_ socket: Socket) { self.socket = socket }

    /// Connects.
    package static func open(to address: SocketAddress, on loop: EventLoop) async throws -> RawConnection {
        RawConnection(try await Socket.connect(to: address, on: loop, until: .never))
    }

    /// Sends all of it; what the peer refuses to take because it has closed is dropped.
    package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends all of it.
    package func send(_ bytes: [UInt8]) async throws {
        var sent = 0
        while sent < bytes.count {
            switch try socket.write(bytes.span.extracting(sent..<bytes.count)) {
            case .bytes(let count): sent += count
            case .wouldBlock: _ = await socket.wait(for: .writable, until: .never)
            case .closed: return
            }
        }
    }

    /// Says that nothing more will be sent.
    package func finishSending() { socket.finishWriting() }

    /// Everything that comes until the peer closes.
    package func receiveAll() async throws -> String {
        while try await receiveSome() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// What comes up to and including `end`, or until the peer closes.
    package func receive(through end: String) async throws -> String {
        let pattern = Array(end.utf8)
        while true {
            if let upper = index(after: pattern) {
                defer { received.removeFirst(upper) }
                return String(decoding: received[..<upper], as: UTF8.self)
            }
            guard try await receiveSome() else { return try await receiveAll() }
        }
    }

    /// Takes bytes, and drops them, until there have been at least so many or the peer has closed.
    ///
    /// - Returns: How many there were.
    package func drop(atLeast count: Int) async throws -> Int {
        var dropped = 0
        while true {
            dropped += received.count
            received = []
            guard dropped < count, try await receiveSome() else { return dropped }
        }
    }

    private func index(after pattern: [UInt8]) -> Int? {
        guard received.count >= pattern.count else { return nil }
        for start in 0...(received.count - pattern.count)
        where received[start..<start + pattern.count].elementsEqual(pattern) {
            return start + pattern.count
        }
        return nil
    }

    private func receiveSome() async throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            var span = chunk.mutableSpan
            switch try socket.read(into: &span) {
            case .bytes(let count):
                received.append(contentsOf: chunk[..<count])
                return true
            case .closed: return false
            case .wouldBlock: _ = await socket.wait(for: .readable, until: .never)
            }
        }
    }
}

extension RawConnection {
    /// Connects to a port of 127.0.0.1.
    package static func open(toLocalPort port: Int, on loop: EventLoop) async throws -> RawConnection {
        try await open(to: SocketAddress(parsing: "127.0.0.1:\(port)"), on: loop)
    }
}
