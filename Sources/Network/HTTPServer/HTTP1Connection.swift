internal import EventLoop
internal import HTTP

/// One HTTP/1.x connection: requests in order, pipelined ones too, answered inline.
final class HTTP1Connection {
    let channel: Channel
    let entry: ConnectionEntry
    let worker: LoopWorker
    let state: ServerState
    let memory: ConnectionMemory
    private var head: HTTPRequestHead?
    /// The answer to a request whose body is only skipped.
    var early: HTTPResponse?
    /// The answer that is to be streamed, once ``Next/stream`` says so.
    var stream: PendingStream?
    var deadline: LoopInstant
    /// When the message began that is coming in.
    private var began: LoopInstant
    /// Since when there has been none; nil while there is one.
    private var idleSince: LoopInstant?
    /// Whether nothing has come of the request that is to be read next.
    private var isBetweenRequests = true
    /// Whether no request has been answered yet.
    private var isFresh = true
    /// Whether there is an answer of success that the peer has not taken yet.
    private var hasSucceeded = false
    /// Once the server closes: how long a fresh connection may still bring the request that it was made for.
    private var closingDeadline: LoopInstant?

    init(channel: Channel, entry: ConnectionEntry, worker: LoopWorker) {
        self.channel = channel
        self.entry = entry
        self.worker = worker
        state = worker.state
        memory = entry.memory
        deadline = worker.loop.now.advanced(by: worker.state.headerTimeout)
        began = worker.loop.now
    }

    enum Next {
        case goOn
        /// There is nothing more to be done with what has arrived.
        case read
        case answered
        case close, closeLingering, http2, stream
    }

    /// An early answer waits for a body up to this length, so that the connection can be kept.
    private static let skippableBody = 64 * 1024
    /// So many bytes of answers to pipelined requests are gathered before they are sent.
    private static let pipelinedAnswers = 64 * 1024
    /// One round trip, generously.
    private static let closingGrace = Duration.milliseconds(500)

    /// Serves until the connection ends; the channel is closed then.
    ///
    /// - Returns: the bytes that have arrived where they are those of HTTP/2 without ALPN; then the channel is still open.
    func serve() async -> ByteBuffer? {
        var parser = makeParser()
        var input = worker.pool.take()
        var output = worker.outputs.take()
        var next = Next.goOn
        var requestsInARow = 0
        while state.phase < .aborting {
            next = takeStep(&parser, &input, &output)
            if next == .stream { next = await sendStream(&input, &output) }
            switch next {
            case .goOn: continue
            case .read:
                requestsInARow = 0
                guard await send(&output) else { return nil }
                next = await fill(&input, &output)
            case .answered:
                requestsInARow += 1
                next = .goOn
                // A client that pipelines without end must let the others on this loop have their turn.
                if requestsInARow % 32 == 0 || output.count >= Self.pipelinedAnswers {
                    guard await send(&output) else { return nil }
                    await worker.loop.nextRound()
                }
            case .close, .closeLingering, .http2, .stream: break
            }
            guard next == .goOn else { break }
        }
        if next == .http2 { return input }
        worker.pool.give(back: input)
        memory.input = 0
        guard await send(&output) else { return nil }
        worker.outputs.give(back: output)
        if next == .closeLingering { await channel.finishLingering() } else { channel.finish() }
        return nil
    }

    @inline(never) private func makeParser() -> HTTP1RequestParser { HTTP1RequestParser(limits: state.limits.messages) }

    /// Does what can be done with what has arrived, without waiting.
    ///
    /// Not a part of ``serve()``: what stands in an `async` function's frame is held for as long as the connection is.
    @inline(never) private func takeStep(
        _ parser: inout HTTP1RequestParser,
        _ input: inout ByteBuffer,
        _ output: inout ByteBuffer
    ) -> Next {
        do {
            switch try parser.next(&input) {
            case .needMoreBytes:
                isBetweenRequests = parser.isIdle && input.isEmpty
                memory.message = parser.heldBytes
                return .read
            case .head(let head, let expectsContinue):
                // Memory for what is announced, and no more, as it comes.
                input.growthLimit = (head.contentLength ?? 0) + Channel.readSize
                return receive(head, expectsContinue: expectsContinue, &output)
            case .http2Preface: return .http2
            case .body: return answer(&parser, &input, &output)
            }
        } catch {
            return refuse(error, &output)
        }
    }

    /// Writes what is ready.
    private func send(_ output: inout ByteBuffer) async -> Bool {
        guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return false }
        if hasSucceeded {
            hasSucceeded = false
            entry.answered()
        }
        output.shrink(toCapacity: worker.outputs.size)
        memory.output = output.capacity
        return true
    }

    /// Waits for more to read.
    private func fill(_ input: inout ByteBuffer, _ output: inout ByteBuffer) async -> Next {
        guard let wait = beginWait(&output) else { return .close }
        var outcome = await channel.read(into: &input, until: wait.until, interruptible: wait.isIdle)
        if outcome == .interrupted, wait.isIdle, entry.isEvicted {
            // What has come since is a request whose client cannot know: it is answered where it is complete.
            outcome = await channel.read(into: &input, until: wait.until, interruptible: true)
        }
        return endWait(outcome, isIdle: wait.isIdle, &output)
    }

    private struct Wait {
        let until: LoopInstant
        /// Whether it is for the next request.
        let isIdle: Bool
    }

    /// Makes ready for a wait, during which the connection holds no buffer that is empty; nil where it ends instead.
    @inline(never) private func beginWait(_ output: inout ByteBuffer) -> Wait? {
        let isIdle = isBetweenRequests
        if entry.isEvicted || isIdle && hasToGo() { return nil }
        worker.outputs.reclaim(&output)
        memory.output = 0
        if isIdle {
            idleSince = idleSince ?? worker.loop.now
        } else if let head {
            memory.message += head.heldBytes
        }
        memory.isIdle = isIdle
        memory.owedSince = idleSince ?? began
        return Wait(until: min(deadline, closingDeadline ?? .never), isIdle: isIdle)
    }

    /// Takes in how a wait has ended.
    @inline(never) private func endWait(_ outcome: ReadOutcome, isIdle: Bool, _ output: inout ByteBuffer) -> Next {
        idleSince = nil
        worker.outputs.supply(&output)
        switch outcome {
        case .bytes:
            closingDeadline = nil
            if isIdle {
                began = worker.loop.now
                entry.began()
            }
            if isIdle, head == nil { deadline = worker.loop.now.advanced(by: state.headerTimeout) }
            return .goOn
        case .closed: return .close
        case .interrupted where entry.isEvicted: return .close
        case .refused: return refuse(Self.noMemory, &output)
        // Its memory is somebody else's already: it gets the reason where that can be sent at once.
        case .interrupted where memory.isRevoked: return isIdle ? .close : refuse(Self.noMemory, &output)
        // The loop above sees the phase.
        case .interrupted: return .goOn
        case .timedOut where isIdle: return .close
        case .timedOut:
            let what = head == nil ? "header" : "body"
            return refuse(HTTPError(status: 408, reason: "the request's \(what) did not arrive in time"), &output)
        }
    }

    /// Whether the server's closing is the end of this idle connection.
    ///
    /// A client whose first request is on its way cannot know that it should send it elsewhere, and will not send it again.
    private func hasToGo() -> Bool {
        guard state.phase >= .closing else { return false }
        if isFresh, closingDeadline == nil { closingDeadline = worker.loop.now.advanced(by: Self.closingGrace) }
        return !isFresh
    }

    private func receive(
        _ head: consuming HTTPRequestHead,
        expectsContinue: Bool,
        _ output: inout ByteBuffer
    ) -> Next {
        deadline = worker.loop.now.advanced(by: state.bodyTimeout)
        let length =
            head.contentLength ?? (head.fields["transfer-encoding"] != nil ? state.limits.messages.maximumBodyBytes : 0)
        early = state.handler.earlyResponse(to: head)
        // A client that waits for 100 Continue has not sent its body, and may never do so.
        if let early, expectsContinue || length > Self.skippableBody {
            write(early, for: head, keepAlive: false, &output)
            state.observer.requestAnswered(status: early.status, nanoseconds: 0)
            return .closeLingering
        }
        if early == nil, expectsContinue { output.append(HTTP1ResponseWriter.continue100) }
        self.head = head
        return .goOn
    }

    private func answer(
        _ parser: inout HTTP1RequestParser,
        _ input: inout ByteBuffer,
        _ output: inout ByteBuffer
    ) -> Next {
        // Taken, not copied: nobody asks for it any more.
        guard let head = head.take() else { return .close }
        let start = worker.loop.preciseNow()
        if let handler = state.streamingHandler, begin(handler, head, start, &parser, &input) { return .stream }
        let response = early ?? parser.withBody(in: input) { state.handler.respond(to: head, body: $0) }
        let end = worker.loop.preciseNow()
        let keepAlive =
            parser.keepsAlive && !response.closesConnection && state.phase < .draining && !entry.isEvicted
        if response.isSuccess { hasSucceeded = true }
        write(response, for: head, keepAlive: keepAlive, &output)
        state.observer.requestAnswered(status: response.status, nanoseconds: end.nanoseconds(since: start))
        finishRequest(&parser, &input)
        deadline = nextRequestDeadline(from: end, input)
        return keepAlive ? .answered : .closeLingering
    }

    func finishRequest(_ parser: inout HTTP1RequestParser, _ input: inout ByteBuffer) {
        parser.finishMessage(&input)
        input.growthLimit = .max
        input.shrink(toCapacity: Channel.readSize)
        if !input.isEmpty { began = worker.loop.now }
        head = nil
        early = nil
        isFresh = false
    }

    /// By when the next request's header must be there: a pipelined one has begun already, and its time with it.
    func nextRequestDeadline(from now: LoopInstant, _ input: borrowing ByteBuffer) -> LoopInstant {
        now.advanced(by: input.isEmpty ? state.limits.idleTimeout : state.headerTimeout)
    }

    /// Answers with an error, after which the connection is of no use.
    @discardableResult private func refuse(_ error: HTTPError, _ output: inout ByteBuffer) -> Next {
        HTTP1ResponseWriter.write(error.response, keepAlive: false, isHEAD: false, into: &output)
        state.observer.requestAnswered(status: error.status, nanoseconds: 0)
        return .closeLingering
    }

    private static let noMemory = HTTPError(
        status: 503,
        reason: "too much is held for requests that are not complete; try again"
    )

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
