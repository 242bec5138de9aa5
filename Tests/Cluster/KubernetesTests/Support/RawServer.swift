import EventLoop
import Sockets

/// A port on the loopback that answers each request with bytes from the test, one a connection, and closes.
///
/// `@unchecked Sendable`: for tasks of its loop only.
final class RawServer: @unchecked Sendable {
    /// The requests' headers, in order.
    let requests = Box<[String]>([])
    private let listener: Listener
    private let loop: EventLoop

    init(on loop: EventLoop) throws {
        self.loop = loop
        var descriptor: CInt = -1
        _ = try ListeningSocket.open(try SocketAddress(parsing: "127.0.0.1:0"), count: 1) { descriptor = $0.release() }
        listener = try Listener(ListeningSocket(adopting: descriptor), on: loop)
    }

    var url: String { "http://127.0.0.1:\(listener.address.port)" }

    /// Answers until ``stop()``.
    func serve(_ answer: (Int, String) -> String) async throws {
        while true {
            switch try await listener.next() {
            case .interrupted: return
            case .exhausted(let error): throw error
            case .connection(let descriptor, from: _):
                let socket = try Socket(owning: descriptor, on: loop)
                let request = try await read(socket)
                requests.change { $0.append(request) }
                try await write(Array(answer(requests.value.count - 1, request).utf8), to: socket)
            }
        }
    }

    func stop() { listener.interrupt() }

    private func read(_ socket: Socket) async throws -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\r\n\r\n") {
            var span = buffer.mutableSpan
            switch try socket.read(into: &span) {
            case .bytes(let count): text += String(decoding: buffer[..<count], as: UTF8.self)
            case .wouldBlock: _ = await socket.wait(for: .readable, until: .never)
            case .closed: return text
            }
        }
        return text
    }

    private func write(_ bytes: [UInt8], to socket: Socket) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch try socket.write(Array(rest).span) {
            case .bytes(let count): rest.removeFirst(count)
            case .wouldBlock: _ = await socket.wait(for: .writable, until: .never)
            case .closed: return
            }
        }
        socket.finishWriting()
    }

    /// A response as it stands on the wire.
    static func response(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }
}
