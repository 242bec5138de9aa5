internal import EventLoop
internal import HTTP
internal import Sockets

/// An answer that is to be streamed, and what the connection must remember of its request.
struct PendingStream {
    let body: any HTTPResponseStream
    let head: HTTPRequestHead
    let keepsAlive: Bool
    let start: LoopInstant
}

extension HTTP1Connection {
    /// A client may send so much of its next requests while an answer is streamed.
    private static let pipelineLimit = 64 * 1024

    /// Asks a handler that may stream.
    ///
    /// - Returns: whether it does. Otherwise its answer is complete, and kept as an early one.
    func begin(
        _ handler: any HTTPStreamingHandler,
        _ head: HTTPRequestHead,
        _ start: LoopInstant,
        _ parser: inout HTTP1RequestParser,
        _ input: inout ByteBuffer
    ) -> Bool {
        guard early == nil else { return false }
        switch parser.withBody(in: input, { handler.reply(to: head, body: $0) }) {
        case .response(let response):
            early = response
            return false
        case .stream(let body):
            stream = PendingStream(body: body, head: head, keepsAlive: parser.keepsAlive, start: start)
            finishRequest(&parser, &input)
            return true
        }
    }

    /// Streams an answer, and then waits for the next request as after any other.
    @inline(never) func sendStream(_ input: inout ByteBuffer, _ output: inout ByteBuffer) async -> Next {
        guard let stream = stream.take() else { return .close }
        let next = await forward(stream, &input, &output)
        deadline = nextRequestDeadline(from: worker.loop.now, input)
        return next
    }

    /// Streams an answer until it ends, the client goes away, or the server drains.
    private func forward(_ stream: PendingStream, _ input: inout ByteBuffer, _ output: inout ByteBuffer) async -> Next {
        let feed = StreamFeed(stream.body, socket: channel.socket)
        entry.beginStream()
        defer { entry.endStream() }
        return await withTaskGroup(of: Void.self) { group in
            // A child has its parent's executor preference: both sides of the feed run on this loop.
            group.addTask { await feed.run() }
            let next = await forward(feed, stream, &input, &output)
            feed.close()
            group.cancelAll()
            return next
        }
    }

    private func forward(
        _ feed: StreamFeed,
        _ stream: PendingStream,
        _ input: inout ByteBuffer,
        _ output: inout ByteBuffer
    ) async -> Next {
        var writer = StreamWriter(stream)
        while true {
            if state.phase != .serving {
                guard state.phase < .aborting else { return .close }
                if let status = writer.endEarly(&output) { note(status, stream) }
                return .closeLingering
            }
            switch feed.take() {
            case .head(let response):
                writer.begin(response, &output)
                note(response.status, stream)
                if writer.isBodiless { return writer.next }
            case .chunk(let bytes): writer.add(bytes, &output)
            case .end:
                writer.end(&output)
                return writer.next
            case .failure:
                // Without the last chunk the client knows that something is missing.
                _ = await channel.write(&output, timeout: state.limits.writeTimeout)
                return .close
            case nil:
                guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return .close }
                output.shrink(toCapacity: 1024)
                switch await channel.read(into: &input, until: .never, interruptible: true) {
                case .bytes where input.count <= Self.pipelineLimit: continue
                case .interrupted where memory.isRevoked: return .close
                case .interrupted: continue
                case .bytes, .closed, .timedOut, .refused: return .close
                }
            }
        }
    }

    private func note(_ status: Int, _ stream: PendingStream) {
        let elapsed = worker.loop.preciseNow().nanoseconds(since: stream.start)
        state.observer.requestAnswered(status: status, nanoseconds: elapsed)
    }
}

/// How far a streamed answer has been written.
private struct StreamWriter {
    private let head: HTTPRequestHead
    private let isChunked: Bool
    private(set) var status = 0
    private(set) var isBodiless = false
    private var keepsAlive: Bool

    init(_ stream: PendingStream) {
        head = stream.head
        isChunked = stream.head.version != .http1_0
        keepsAlive = stream.keepsAlive && isChunked
    }

    var next: HTTP1Connection.Next { keepsAlive ? .answered : .closeLingering }

    mutating func begin(_ response: HTTPResponse, _ output: inout ByteBuffer) {
        status = response.status
        if response.closesConnection { keepsAlive = false }
        isBodiless = head.method == .head || status == 204 || status == 304
        if status == 204 || status == 304 {
            HTTP1ResponseWriter.write(
                response,
                keepAlive: keepsAlive,
                isHEAD: false,
                version: head.version,
                into: &output
            )
            return
        }
        HTTP1ResponseWriter.writeStreamHead(response, keepAlive: keepsAlive, version: head.version, into: &output)
        if !isBodiless { add(response.body, &output) }
    }

    func add(_ bytes: [UInt8], _ output: inout ByteBuffer) {
        if isChunked { HTTP1ResponseWriter.writeChunk(bytes, into: &output) } else { output.append(bytes) }
    }

    func end(_ output: inout ByteBuffer) {
        if isChunked { output.append(HTTP1ResponseWriter.lastChunk) }
    }

    /// Ends the answer because the server stops: in good order, so that the client asks again elsewhere.
    ///
    /// - Returns: the status that this has made up, where there was none yet.
    func endEarly(_ output: inout ByteBuffer) -> Int? {
        guard status == 0 else {
            end(&output)
            return nil
        }
        let response = HTTPResponse.text(503, "the server is shutting down; try again")
        HTTP1ResponseWriter.write(
            response,
            keepAlive: false,
            isHEAD: head.method == .head,
            version: head.version,
            into: &output
        )
        return response.status
    }
}
