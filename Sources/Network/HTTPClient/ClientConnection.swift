internal import EventLoop
internal import HTTP
internal import Sockets
internal import TLS

/// One HTTP/1.1 connection to a server: requests one after the other.
///
/// `@unchecked Sendable`: used on its loop only.
final class ClientConnection: @unchecked Sendable {
    let key: ConnectionKey
    let channel: ClientChannel
    private var input = ByteBuffer(capacity: 0)
    private var parser: HTTP1ResponseParser
    /// Whether it has carried a request before the current one.
    private(set) var isReused = false
    /// Whether the server hung up while a request was being sent.
    private var wasCutShort = false
    /// Whether the current request has been handed to the kernel as a whole.
    private(set) var hasSentAll = false
    private var readsInARow = 0
    /// When it became idle.
    var idleSince = LoopInstant.never

    /// A server that always has more to read must let the others on the loop have their turn.
    private static let maximumReadsInARow = 16

    init(_ channel: ClientChannel, key: ConnectionKey, limits: HTTPLimits) {
        self.key = key
        self.channel = channel
        parser = HTTP1ResponseParser(limits: limits)
    }

    /// One for the next operation.
    func aborter() -> SocketAborter { SocketAborter(channel.socket) }

    // MARK: One request

    /// Sends a request and reads the response's head.
    func exchange(_ request: inout ByteBuffer, method: HTTPMethod, _ deadlines: Deadlines) async throws(ChannelFailure)
        -> HTTPResponseHead
    {
        parser.expectResponse(to: method)
        channel.hasWritten = false
        hasSentAll = false
        try await send(&request, deadlines)
        hasSentAll = true
        while true {
            if case .head(let head) = try await next(deadlines) { return head }
        }
    }

    private func send(_ request: inout ByteBuffer, _ deadlines: Deadlines) async throws(ChannelFailure) {
        while !request.isEmpty {
            do throws(ChannelFailure) {
                switch try request.withBytes({ (bytes) throws(ChannelFailure) in try channel.writeNow(bytes) }) {
                case .done(let count): request.consume(count)
                case .wantsRead: try await channel.wait(.readable, until: deadlines.idle)
                case .wantsWrite: try await channel.wait(.writable, until: deadlines.idle)
                case .closed: throw ChannelFailure.closed
                }
            } catch {
                // A server may answer (413, 401) and close before it has read everything: then its answer stands.
                guard error.isConnectionLoss, channel.hasWritten else { throw error }
                wasCutShort = true
                return
            }
        }
    }

    /// The next thing that the response has.
    func next(_ deadlines: Deadlines) async throws(ChannelFailure) -> HTTP1ResponseParser.Step {
        while true {
            let step: HTTP1ResponseParser.Step
            do throws(HTTPError) { step = try parser.next(&input) } catch { throw .malformed(error) }
            guard case .needMoreBytes = step else { return step }
            if readsInARow >= Self.maximumReadsInARow {
                readsInARow = 0
                try await channel.takeTurn(until: deadlines.total)
            }
            readsInARow += 1
            switch try channel.readNow(into: &input) {
            case .done: continue
            case .wantsRead:
                readsInARow = 0
                try await channel.wait(.readable, until: deadlines.idle)
            case .wantsWrite: try await channel.wait(.writable, until: deadlines.idle)
            case .closed:
                if parser.isAwaitingFirstByte { throw .closed }
                do throws(HTTPError) { try parser.finish() } catch { throw .malformed(error) }
            }
        }
    }

    /// Whether the server has not yet said a word about the current request.
    var isAwaitingFirstByte: Bool { parser.isAwaitingFirstByte }

    /// Whether a CONNECT has been answered and nothing after it has come yet.
    var isTunnel: Bool { input.isEmpty }

    // MARK: Between requests

    /// Whether another request may follow on it, now that a response has been read to its end.
    var isReusable: Bool { parser.keepsAlive && input.isEmpty && !wasCutShort && !channel.socket.isAborted }

    /// Makes it ready for being kept without a request.
    func rest(since now: LoopInstant) {
        isReused = true
        idleSince = now
        input.shrink(toCapacity: 0)
    }

    /// Whether an idle connection is still open and silent, as it must be.
    func isAlive() -> Bool {
        do throws(ChannelFailure) {
            return try channel.readNow(into: &input) == .wantsRead && input.isEmpty
        } catch {
            return false
        }
    }
}
