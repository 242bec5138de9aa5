internal import HTTP
internal import Sockets

/// Where a streamed answer and its connection meet: one part at a time, each side waiting for the other.
///
/// `@unchecked Sendable`: used on the connection's loop only.
final class StreamFeed: @unchecked Sendable {
    enum Part {
        case head(HTTPResponse)
        case chunk([UInt8])
        case end
        case failure
    }

    private let stream: any HTTPResponseStream
    private let socket: Socket
    private var part: Part?
    private var producer: CheckedContinuation<Void, Never>?
    private var isClosed = false

    init(_ stream: any HTTPResponseStream, socket: Socket) {
        self.stream = stream
        self.socket = socket
    }

    /// Offers the stream's parts until it ends or nobody wants more.
    func run() async {
        do {
            await offer(.head(try await stream.head()))
            while !isClosed {
                guard let bytes = try await stream.next() else { break }
                if !bytes.isEmpty { await offer(.chunk(bytes)) }
            }
            await offer(.end)
        } catch {
            await offer(.failure)
        }
    }

    /// Hands a part over and waits until it has been taken.
    private func offer(_ part: Part) async {
        guard !isClosed else { return }
        self.part = part
        socket.interrupt()
        await withCheckedContinuation { producer = $0 }
    }

    /// The part that is waiting, if there is one.
    func take() -> Part? {
        defer { part = nil }
        guard part != nil else { return nil }
        resumeProducer()
        return part
    }

    /// Wants no more.
    func close() {
        isClosed = true
        part = nil
        resumeProducer()
    }

    private func resumeProducer() {
        producer?.resume()
        producer = nil
    }
}
