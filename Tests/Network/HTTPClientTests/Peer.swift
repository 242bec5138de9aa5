import EventLoop
import Linux
import Sockets

@testable import TLS

/// The server's end of a connection in a test, which says exactly what it is told to say.
///
/// `@unchecked Sendable`: for tasks of its loop only.
final class Peer: @unchecked Sendable {
    let loop: EventLoop
    private let socket: Socket
    private var tls: TLSSession?
    /// What has come and was not taken yet.
    private(set) var received: [UInt8] = []

    init(_ socket: Socket, on loop: EventLoop) {
        self.loop = loop
        self.socket = socket
    }

    convenience init(owning descriptor: consuming FileDescriptor, on loop: EventLoop) throws {
        self.init(try Socket(owning: descriptor, on: loop), on: loop)
    }

    /// Does the server's side of a TLS handshake.
    func startTLS(_ context: TLSServerContext) async throws {
        let session = try TLSSession(server: context, descriptor: socket.descriptorNumber)
        while true {
            switch try session.handshake() {
            case .done:
                tls = session
                return
            case .wantsRead: _ = await socket.wait(for: .readable, until: .never)
            case .wantsWrite: _ = await socket.wait(for: .writable, until: .never)
            case .closed: throw PeerError.closed
            }
        }
    }

    /// What comes up to and including `end`.
    @discardableResult
    func receive(through end: String = "\r\n\r\n") async throws -> String {
        let pattern = Array(end.utf8)
        while true {
            if let upper = index(after: pattern) {
                defer { received.removeFirst(upper) }
                return String(decoding: received[..<upper], as: UTF8.self)
            }
            guard try await receiveSome() else { throw PeerError.closed }
        }
    }

    /// Waits for at least one byte, and leaves it where it is.
    func awaitBytes() async throws {
        guard try await receiveSome() else { throw PeerError.closed }
    }

    /// Reads until the client closes; true when it did.
    func awaitClose() async -> Bool {
        while true {
            received = []
            guard (try? await receiveSome()) == true else { return true }
        }
    }

    /// Everything that comes until the client closes, with what was there.
    func rest() async -> [UInt8] {
        while (try? await receiveSome()) == true {}
        return takeReceived()
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        var sent = 0
        while sent < bytes.count {
            switch try write(bytes.span.extracting(sent..<bytes.count)) {
            case .done(let count): sent += count
            case .wantsRead: _ = await socket.wait(for: .readable, until: .never)
            case .wantsWrite: _ = await socket.wait(for: .writable, until: .never)
            case .closed: throw PeerError.closed
            }
        }
    }

    /// Changes the keys of TLS so many times, with a message each.
    func updateKeys(times: Int) async throws {
        guard let tls else { throw PeerError.closed }
        for _ in 0..<times {
            while try tls.updateKeys() != .done(0) { _ = await socket.wait(for: .writable, until: .never) }
        }
    }

    /// Ends the server's side: with close_notify, or just with the TCP connection's end.
    func finish(politely: Bool = true) {
        if politely { tls?.shutdown() }
        socket.finishWriting()
    }

    private func write(_ bytes: Span<UInt8>) throws -> TLSProgress {
        if let tls { return try tls.write(bytes) }
        return switch try socket.write(bytes) {
        case .bytes(let count): .done(count)
        case .wouldBlock: .wantsWrite
        case .closed: .closed
        }
    }

    private func index(after pattern: [UInt8]) -> Int? {
        guard received.count >= pattern.count else { return nil }
        return (pattern.count...received.count).first { received[..<$0].suffix(pattern.count).elementsEqual(pattern) }
    }

    private func receiveSome() async throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            var span = chunk.mutableSpan
            let progress: TLSProgress
            if let tls {
                progress = try tls.read(into: &span)
            } else {
                progress =
                    switch try socket.read(into: &span) {
                    case .bytes(let count): .done(count)
                    case .wouldBlock: .wantsRead
                    case .closed: .closed
                    }
            }
            switch progress {
            case .done(let count):
                received.append(contentsOf: chunk[..<count])
                return true
            case .wantsRead: _ = await socket.wait(for: .readable, until: .never)
            case .wantsWrite: _ = await socket.wait(for: .writable, until: .never)
            case .closed: return false
            }
        }
    }
}

enum PeerError: Error { case closed }

extension Peer {
    /// Connects to a port of 127.0.0.1, for a proxy.
    convenience init(connectingTo port: UInt16, on loop: EventLoop) async throws {
        self.init(
            try await Socket.connect(to: SocketAddress(parsing: "127.0.0.1:\(port)"), on: loop, until: .never),
            on: loop
        )
    }

    /// Hands on all that comes, and then the end.
    func forward(to other: Peer) async {
        while (try? await receiveSome()) == true {
            guard (try? await other.send(takeReceived())) != nil else { break }
        }
        other.finish()
    }

    private func takeReceived() -> [UInt8] {
        defer { received = [] }
        return received
    }
}
