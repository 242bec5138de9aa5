/// The server's side of one HTTP/2 connection (RFC 9113): bytes in, events out, responses in, bytes out; no I/O.
///
/// After each ``receive(_:)``, take events until there are none, answer, and send what ``takeOutput(into:upTo:)`` gives
/// until it gives nothing; close the connection when ``isFinished``. One thread at a time. Frames, header compression
/// and the checks of RFC 9113 are nghttp2's.
package final class HTTP2ServerSession {
    /// What the peer did.
    package enum Event: Sendable {
        /// A request's header is complete. It may be answered at once; then its body is not waited for and no `request`
        /// follows. `endOfStream`: there is no body, and `request` follows unless it is answered.
        case head(streamID: Int32, HTTPRequestHead, endOfStream: Bool)
        /// The request is complete.
        case request(streamID: Int32, HTTPRequestHead, body: [UInt8])
        /// A stream that `head` or `request` named ended before its response did. An answer to it is dropped.
        case reset(streamID: Int32)
        /// The session itself answered a request with this error (413, 414, 417, 431, 501, 400). For logs and counters.
        case refused(streamID: Int32, HTTPError)
    }

    /// What happened, before it is known whether anybody still has to hear of it.
    enum Pending {
        case head(Int32)
        case request(Int32)
        case reset(Int32)
        case refused(Int32, HTTPError)
    }

    /// What a stream with a reservation may have under way.
    static let largeStreamWindow = 1024 * 1024
    /// What the connection may have under way.
    ///
    /// Given back as it arrives: the budget is what bounds memory.
    private static let connectionWindow = 16 * 1024 * 1024
    /// The window that a client may use before it has seen this side's settings (RFC 9113 section 6.9.2).
    private static let smallestStreamWindow = 65_535

    let session: NGHTTP2Session
    let limits: HTTPLimits
    let streamWindow: Int
    var budget: HTTP2BodyBudget
    var meter: HTTP2AbuseMeter
    private var watch = HTTP2FrameWatch()
    /// The windows that the peer had given when its settings began to come.
    var windowsBefore: PeerWindows?
    var events: [Pending] = []
    private var takenEvents = 0
    var failure: HTTPError?
    var awaitingContinue: [Int32] = []
    /// The stream whose header is being received, and whether that is its trailers.
    var current: HTTP2Stream?
    var trailerBytes: Int?
    var dataInFrame = 0
    var streams: [Int32: HTTP2Stream] = [:]
    /// The bytes of memory held for bodies, of requests whose `request` event has not been taken.
    package private(set) var heldBodyBytes = 0
    /// The bytes of memory that the session holds: ``heldBodyBytes``, headers, responses that the peer gives no window for,
    /// and the library's own.
    ///
    /// Compression makes a header of 32 KiB cost its sender a dozen bytes, so this is what must be bounded.
    package var heldBytes: Int {
        // A header is counted at its end, or here where that has not come.
        heldBodyBytes + heldStreamBytes + session.heldBytes + watch.heldBytes
            + (trailerBytes == nil ? current?.headerMemory ?? 0 : 0)
    }
    private var heldStreamBytes = 0
    /// The requests whose answer is sent while the peer has not ended their body: ``cut(_:)`` them after a while.
    ///
    /// Not at once, although RFC 9113 section 8.1 allows it: curl before 8.0 throws an answer away when the reset comes
    /// before it has read it.
    package internal(set) var answeredEarly: Set<Int32> = []
    /// How many complete requests have been answered, to the end of the answer.
    package private(set) var answersSent = 0
    /// How many of them with success.
    package private(set) var successesSent = 0
    /// Whether this side has ended requests that are no mistake of the peer.
    private(set) var isCutShort = false
    /// Whether the peer's preface and settings have come.
    package internal(set) var hasStarted = false

    /// Starts a connection: the settings are in the output at once.
    package init(limits: HTTPLimits) throws(HTTPError) {
        self.limits = limits
        let buffered = max(limits.maximumBufferedBytes, limits.maximumBodyBytes)
        let share = buffered / max(1, limits.maximumConcurrentStreams)
        streamWindow = min(max(share, Self.smallestStreamWindow), Self.largeStreamWindow)
        budget = HTTP2BodyBudget(total: buffered)
        meter = HTTP2AbuseMeter(limits: limits)
        session = try NGHTTP2Session()
        session.setOwner(self)
        let submitted = session.submitSettings(
            maximumConcurrentStreams: limits.maximumConcurrentStreams,
            initialWindow: streamWindow,
            maximumHeaderListSize: limits.maximumHeaderBytes
        )
        guard submitted else { throw HTTPError(status: 503, reason: "there is no memory for an HTTP/2 session") }
        session.setWindow(of: 0, to: Self.connectionWindow)
    }

    /// Takes bytes from the peer.
    ///
    /// - Throws: when the connection is beyond saving. A GOAWAY is in the output: send it and close. A breach of
    ///   the protocol's rules does not throw; it ends in ``isFinished`` once the output is sent.
    package func receive(_ bytes: Span<UInt8>) throws(HTTPError) {
        if let failure { throw failure }
        let breach = watch.firstBreach(in: bytes)
        var result = 0
        if tolerate(meter.noteIdleFrames(watch.takeUseless())) {
            result = session.receive(bytes.extracting(0..<(breach?.offset ?? bytes.count)))
        }
        if let failure {
            session.terminate(.enhanceYourCalm)
            throw failure
        }
        if result < 0 {
            session.terminate(NGHTTP2Session.errorCode(for: result))
            let error = HTTPError.bad("the HTTP/2 connection cannot go on: \(NGHTTP2Session.describe(result))")
            failure = error
            throw error
        }
        // What came before may have been one that the library has found; then its word stands.
        if let breach { session.terminate(breach.code) }
    }

    /// The next thing that happened; `nil` when there is no more for now.
    ///
    /// Sending has events too (a stream that this side resets for a mistake of the peer). After an error there are none:
    /// no answer would reach the peer.
    package func nextEvent() -> Event? {
        while failure == nil, takenEvents < events.count {
            let pending = events[takenEvents]
            takenEvents += 1
            if let event = event(of: pending) { return event }
        }
        events.removeAll(keepingCapacity: true)
        takenEvents = 0
        return nil
    }

    /// Answers a request; does nothing when it is gone or has been answered.
    ///
    /// An answer before the body's end lets the rest of the body go: see ``answeredEarly``. `closesConnection` has no meaning here: see ``announceShutdown()``.
    package func respond(to streamID: Int32, with response: HTTPResponse) {
        guard let stream = streams[streamID], !stream.isAnswered else { return }
        stream.isAnswered = true
        stream.isSuccess = response.isSuccess
        giveBack(stream)
        dropBody(of: stream)
        let hasBody = !HTTPResponse.hasNoBody(response.status) && stream.method != HTTPMethod.head.name
        stream.dropHeader()
        hold(HTTP2Stream.ownBytes + (hasBody ? response.body.capacity : 0), for: stream)
        if hasBody { stream.response = response.body }
        let block = HTTP2FieldBlock(response)
        if !session.submitResponse(streamID, block, hasBody: hasBody && !response.body.isEmpty) {
            session.submitReset(streamID, .internalError)
        }
        meter.noteAnswer()
    }

    /// Asks the peer to send no more of an answered request's body: RST_STREAM with NO_ERROR.
    package func cut(_ streamID: Int32) {
        if answeredEarly.remove(streamID) != nil { session.submitReset(streamID, .noError) }
    }

    /// Adds frames to `buffer` until it holds `maximumBytes` (one frame more at most, 16 KiB) or there are none.
    package func takeOutput(into buffer: inout ByteBuffer, upTo maximumBytes: Int) {
        sendInterimResponses()
        while buffer.count < maximumBytes, session.send(into: &buffer) {}
    }

    /// Tells the peer to make no new requests here; those on their way are still served.
    ///
    /// The first of two steps (RFC 9113 section 6.8); give the peer a round trip before ``finishShutdown()``.
    package func announceShutdown() { session.submitShutdownNotice() }

    /// Refuses requests from now on; ``isFinished`` when the ones that are open have been answered.
    package func finishShutdown() { session.submitGoAway() }

    /// Ends the requests that have come in part only, with REFUSED_STREAM (RFC 9113 section 8.7); for a connection that ends
    /// before the rest can come.
    ///
    /// The GOAWAY of ``finishShutdown()`` counts them among those that may have been worked on. With this the client knows
    /// better, and may send them again at once, even a POST.
    package func refuseIncomplete() {
        isCutShort = true
        for stream in streams.values where !stream.isComplete && !stream.isAnswered {
            session.submitReset(stream.id, .refusedStream)
        }
    }

    /// Gives the connection up: all streams end, a GOAWAY with this code is in the output.
    package func abandon(_ code: HTTP2ErrorCode) { session.terminate(code) }

    /// Whether ``rest()`` may have something to give back.
    package var canRest: Bool {
        session.hasPages && streams.isEmpty && current == nil && events.isEmpty && !session.wantsWrite
    }

    /// Gives back the memory that the session can get again; for a connection that has been idle for a while.
    ///
    /// What remains is the compression tables, which belong to the connection, and the library's own state: some 8 KiB.
    package func rest() {
        guard canRest else { return }
        session.releasePages()
        streams = [:]
        events = []
        answeredEarly = []
        awaitingContinue = []
        watch.rest()
    }

    /// The number of requests whose response has not been sent to its end.
    package var openStreams: Int { streams.count }

    /// The stream whose header or trailers have begun and are not complete (the rest of HEADERS, or CONTINUATION, is
    /// awaited).
    package var streamBeingRead: Int32? { current?.id }

    /// Whether the connection has served its purpose: nothing is to be read or written any more.
    package var isFinished: Bool { !session.wantsWrite && (failure != nil || !session.wantsRead) }

    private func event(of pending: Pending) -> Event? {
        switch pending {
        case .head(let id):
            guard let stream = streams[id], !stream.isAnswered, let head = stream.head else { return nil }
            stream.isKnown = true
            return .head(streamID: id, head, endOfStream: stream.isComplete && stream.body.isEmpty)
        case .request(let id):
            guard let stream = streams[id], !stream.isAnswered, let head = stream.head else { return nil }
            let body = stream.body
            dropBody(of: stream)
            return .request(streamID: id, head, body: body)
        case .reset(let id):
            return .reset(streamID: id)
        case .refused(let id, let error):
            return .refused(streamID: id, error)
        }
    }

    func dropBody(of stream: HTTP2Stream) {
        stream.body = []
        holdBody(of: stream)
    }

    /// Counts the memory that a stream's body has now.
    func holdBody(of stream: HTTP2Stream) {
        heldBodyBytes += stream.body.capacity - stream.heldBodyBytes
        stream.heldBodyBytes = stream.body.capacity
    }

    /// Counts what a stream holds now beside its body.
    func hold(_ bytes: Int, for stream: HTTP2Stream) {
        heldStreamBytes += bytes - stream.heldBytes
        stream.heldBytes = bytes
    }

    /// Answers the request with the largest part of a body with 503, so that others may come to their end.
    ///
    /// - Returns: its stream; nil where no body is coming in.
    package func shed() -> Int32? {
        let unfinished = streams.values.filter { !$0.isAnswered && $0.isKnown && $0.heldBodyBytes > 0 }
        guard let largest = unfinished.max(by: { ($0.body.count, $0.id) < ($1.body.count, $1.id) }) else {
            return nil
        }
        respond(to: largest.id, with: .text(503, "too much is held for unfinished requests; try again"))
        return largest.id
    }

    func noteSent(_ stream: HTTP2Stream) {
        answersSent &+= 1
        if stream.isSuccess { successesSent &+= 1 }
    }

    /// The requests whose answer the peer gives no window for.
    package var unsentAnswers: [Int32] {
        streams.values.compactMap { $0.isAnswered && !answeredEarly.contains($0.id) ? $0.id : nil }
    }

    private func sendInterimResponses() {
        guard !awaitingContinue.isEmpty else { return }
        for id in awaitingContinue {
            guard let stream = streams[id], !stream.isAnswered, !stream.isComplete else { continue }
            session.submitInterim(id, HTTP2FieldBlock(interim: 100))
        }
        awaitingContinue = []
    }
}
