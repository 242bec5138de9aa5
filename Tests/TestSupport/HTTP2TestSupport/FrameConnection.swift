package import EventLoop
package import Sockets

/// A client's end of a connection that sends frames, and bytes that are none, and keeps every frame that comes.
///
/// For tasks of its loop only. `@unchecked Sendable` for that reason.
package final class FrameConnection: @unchecked Sendable {
    /// What every connection starts with (RFC 9113 section 3.4).
    package static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private let socket: Socket
    private var unread: [UInt8] = []
    private var decoder = HPACK.Decoder()
    /// Every frame so far.
    package private(set) var frames: [HTTP2Frame] = []
    /// What came, in words; without windows and the server's own settings.
    package private(set) var events: [String] = []
    /// How many reads brought something.
    package private(set) var reads = 0
    /// Whether the server has ended the connection.
    package private(set) var isClosed = false

    /// Takes a connected socket.
    package init(_ socket: Socket) { self.socket = socket }

    /// Connects.
    package static func open(to address: SocketAddress, on loop: EventLoop) async throws -> FrameConnection {
        FrameConnection(try await Socket.connect(to: address, on: loop, until: .never))
    }

    /// Preface and settings, until both sides have agreed.
    package func shakeHands(settings: HTTP2Frame = .settings()) async throws {
        try await send(Self.preface + settings.bytes)
        _ = try await receive { $0.kind == .settings && $0.flags & HTTP2Frame.acknowledgement != 0 }
        try await send(HTTP2Frame.settingsAcknowledgement.bytes)
        events = []
    }

    /// Sends all of it; what the server refuses to take because it has closed is dropped.
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

    /// Sends frames at once.
    package func send(_ frames: HTTP2Frame...) async throws { try await send(frames.flatMap(\.bytes)) }

    /// Says that nothing more will be sent.
    package func finishSending() { socket.finishWriting() }

    /// Reads until a frame is there, one that came before included.
    ///
    /// - Returns: false where the server has ended the connection first.
    package func receive(until isWanted: (HTTP2Frame) -> Bool) async throws -> Bool {
        while !frames.contains(where: isWanted) {
            guard try await receiveSome() else { return false }
        }
        return true
    }

    /// Reads until the server has ended the connection.
    package func receiveAll() async throws { while try await receiveSome() {} }

    private func receiveSome() async throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while !isClosed {
            var span = chunk.mutableSpan
            switch try socket.read(into: &span) {
            case .bytes(let count):
                reads += 1
                unread += chunk[..<count]
                for frame in HTTP2Frame.parse(&unread) { note(frame) }
                return true
            case .closed: isClosed = true
            case .wouldBlock: _ = await socket.wait(for: .readable, until: .never)
            }
        }
        return false
    }

    private func note(_ frame: HTTP2Frame) {
        frames.append(frame)
        let id = frame.streamID
        let ends = frame.flags & HTTP2Frame.endStream != 0 ? " end" : ""
        switch frame.kind {
        case .headers:
            let status = decoder.decode(frame.payload).first { $0.0 == ":status" }?.1 ?? "no status"
            events.append("\(id): \(status)\(ends)")
        case .data where frame.payload.count <= 40:
            events.append("\(id): \(String(decoding: frame.payload, as: UTF8.self))\(ends)")
        case .data: events.append("\(id): \(frame.payload.count) bytes\(ends)")
        case .resetStream: events.append("\(id): reset \(HTTP2Error.name(frame.number(at: 0)))")
        case .settings: events.append(frame.flags & HTTP2Frame.acknowledgement == 0 ? "settings" : "acknowledged")
        case .ping:
            let text = String(decoding: frame.payload.prefix { $0 != 0 }, as: UTF8.self)
            events.append(frame.flags & HTTP2Frame.acknowledgement == 0 ? "ping \(text)" : "pong \(text)")
        case .goAway: events.append("goaway \(frame.number(at: 0)) \(HTTP2Error.name(frame.number(at: 4)))")
        case .windowUpdate: break
        case .priority, .pushPromise, .continuation: events.append("\(frame.kind)")
        }
    }
}
