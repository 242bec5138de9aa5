internal import HTTP
internal import Sockets

/// One HTTP/1.x connection: requests in order, pipelined ones too, answered inline.
final class HTTP1Connection {
    private let channel: Channel
    private let entry: ConnectionEntry
    private let worker: LoopWorker
    private let state: ServerState
    private var head: HTTPRequestHead?
    /// The answer to a request whose body is only skipped.
    private var early: HTTPResponse?
    private var deadline: LoopInstant

    init(channel: Channel, entry: ConnectionEntry, worker: LoopWorker) {
        self.channel = channel
        self.entry = entry
        self.worker = worker
        state = worker.state
        deadline = worker.loop.now.advanced(by: worker.state.limits.headerTimeout)
    }

    private enum Next { case goOn, close, closeLingering, http2 }

    /// An early answer waits for a body up to this length, so that the connection can be kept.
    private static let skippableBody = 64 * 1024

    /// Serves until the connection ends; the channel is closed then.
    ///
    /// - Returns: the bytes that have arrived where they are those of HTTP/2 without ALPN; then the channel is still open.
    func serve() async -> ByteBuffer? {
        var parser = HTTP1RequestParser(limits: state.limits.messages)
        var reservation = BodyReservation(state)
        var input = worker.takeBuffer()
        var output = ByteBuffer(capacity: 1024)
        var next = Next.goOn
        var requestsInARow = 0
        while next == .goOn, state.phase < .aborting {
            do {
                switch try parser.next(&input) {
                case .needMoreBytes:
                    requestsInARow = 0
                    next = await fill(&input, &output, isIdle: parser.isIdle)
                case .head(let head, let expectsContinue):
                    next = receive(head, expectsContinue: expectsContinue, &reservation, &output)
                case .http2Preface: next = .http2
                case .body:
                    next = answer(&parser, &input, &output)
                    _ = reservation.resize(to: 0)
                    requestsInARow += 1
                    // A client that pipelines without end must let the others on this loop have their turn.
                    if requestsInARow % 32 == 0 {
                        guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return nil }
                        await Task.yield()
                    }
                }
            } catch {
                refuse(error, &output)
                next = .closeLingering
            }
        }
        if next == .http2 { return input }
        worker.give(back: input)
        guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return nil }
        if next == .closeLingering { await channel.finishLingering() } else { channel.finish() }
        return nil
    }

    /// Writes what is ready and waits for more to read.
    private func fill(_ input: inout ByteBuffer, _ output: inout ByteBuffer, isIdle: Bool) async -> Next {
        guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return .close }
        let idle = isIdle && input.isEmpty
        if idle {
            if state.phase >= .closing || entry.isEvicted { return .close }
            if entry.idleSince == nil { entry.idleSince = worker.loop.now }
        }
        let outcome = await channel.read(into: &input, until: deadline, interruptible: idle)
        entry.idleSince = nil
        switch outcome {
        case .bytes:
            if idle, head == nil { deadline = worker.loop.now.advanced(by: state.limits.headerTimeout) }
            return .goOn
        case .closed: return .close
        // The loop above sees the phase.
        case .interrupted: return .goOn
        case .timedOut where idle: return .close
        case .timedOut:
            let what = head == nil ? "header" : "body"
            refuse(HTTPError(status: 408, reason: "the request's \(what) did not arrive in time"), &output)
            return .closeLingering
        }
    }

    private func receive(
        _ head: HTTPRequestHead,
        expectsContinue: Bool,
        _ reservation: inout BodyReservation,
        _ output: inout ByteBuffer
    ) -> Next {
        self.head = head
        deadline = worker.loop.now.advanced(by: state.limits.bodyTimeout)
        let length =
            head.contentLength ?? (head.fields["transfer-encoding"] != nil ? state.limits.messages.maximumBodyBytes : 0)
        early = state.handler.earlyResponse(to: head)
        if early == nil, !reservation.resize(to: length) {
            early = .text(503, "too many large requests at once; try again")
        }
        guard let early else {
            if expectsContinue { output.append(HTTP1ResponseWriter.continue100) }
            return .goOn
        }
        // A client that waits for 100 Continue has not sent its body, and may never do so.
        guard expectsContinue || length > Self.skippableBody else { return .goOn }
        write(early, for: head, keepAlive: false, &output)
        return .closeLingering
    }

    private func answer(
        _ parser: inout HTTP1RequestParser,
        _ input: inout ByteBuffer,
        _ output: inout ByteBuffer
    ) -> Next {
        guard let head else { return .close }
        let start = worker.loop.preciseNow()
        let response = early ?? parser.withBody(in: input) { state.handler.respond(to: head, body: $0) }
        let end = worker.loop.preciseNow()
        let keepAlive = parser.keepsAlive && !response.closesConnection && state.phase < .draining
        write(response, for: head, keepAlive: keepAlive, &output)
        state.observer.requestAnswered(status: response.status, nanoseconds: end.nanoseconds(since: start))
        parser.finishMessage(&input)
        input.shrink(toCapacity: Channel.readSize)
        self.head = nil
        early = nil
        deadline = end.advanced(by: state.limits.idleTimeout)
        return keepAlive ? .goOn : .closeLingering
    }

    private func refuse(_ error: HTTPError, _ output: inout ByteBuffer) {
        HTTP1ResponseWriter.write(error.response, keepAlive: false, isHEAD: false, into: &output)
        state.observer.requestAnswered(status: error.status, nanoseconds: 0)
    }

    private func write(_ response: HTTPResponse, for head: HTTPRequestHead, keepAlive: Bool, _ output: inout ByteBuffer)
    {
        HTTP1ResponseWriter.write(
            response,
            keepAlive: keepAlive,
            isHEAD: head.method == .head,
            version: head.version,
            into: &output
        )
    }
}
