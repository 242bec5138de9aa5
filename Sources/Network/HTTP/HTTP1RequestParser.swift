/// Reads the requests of one HTTP/1.x connection (RFC 9112), one after the other, from whatever pieces arrive.
///
/// Call ``next(_:)`` with the connection's buffer after each read. After `.head`, call it again for the body; after
/// `.body`, read the body with ``withBody(in:_:)`` and go on with ``finishMessage(_:)``. The buffer must not be consumed
/// by anyone else meanwhile. After an error the connection is of no use but to answer and close: where the next
/// message starts is not known, and each further call throws the same error.
package struct HTTP1RequestParser: ~Copyable {
    /// What a call of ``next(_:)`` found.
    package enum Step: Sendable {
        /// Nothing complete: read more.
        case needMoreBytes
        /// The header is complete. `expectsContinue`: the client waits for `100 Continue` before it sends the body.
        case head(HTTPRequestHead, expectsContinue: Bool)
        /// The body is complete, or there is none.
        case body
        /// The connection's first bytes are those of HTTP/2 (prior knowledge). Nothing was consumed: give the whole
        /// buffer to an ``HTTP2ServerSession``.
        case http2Preface
    }

    private enum State {
        case head
        case fixedBody(count: Int)
        case chunkedBody
        case complete(fixedCount: Int?)
        case http2
        case failed(HTTPError)
    }

    private let limits: HTTPLimits
    private var state = State.head
    private var scanner: HTTP1HeadScanner
    private var chunks: ChunkedDecoder
    private var isFirstMessage = true

    /// Whether the connection stays open after the current message (RFC 9112 section 9.3); known from `.head` on.
    package private(set) var keepsAlive = true

    /// Makes a parser for a new connection.
    package init(limits: HTTPLimits) {
        self.limits = limits
        scanner = HTTP1HeadScanner(limits: limits)
        chunks = ChunkedDecoder(limits: limits)
    }

    /// Whether no byte of the next message has been seen: the time to the next byte is idle time, not a slow header.
    package var isIdle: Bool {
        if case .head = state { return scanner.isAtStart }
        return false
    }

    /// Whether a header has begun and is not complete.
    package var isReadingHead: Bool {
        if case .head = state { return !scanner.isAtStart }
        return false
    }

    /// The bytes of memory held for a body that does not stand in the caller's buffer.
    package var heldBytes: Int { chunks.heldBytes }

    /// Looks at what has arrived and says what it is; call again until `needMoreBytes`.
    package mutating func next(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        do {
            return try advance(&buffer)
        } catch {
            state = .failed(error)
            keepsAlive = false
            throw error
        }
    }

    /// Lends the complete body: after `.body`, until ``finishMessage(_:)``.
    ///
    /// Before that it is empty.
    ///
    /// A body with Content-Length is seen where it was received; a chunked one stands in the parser's own memory.
    package borrowing func withBody<R: ~Copyable, E: Error>(
        in buffer: borrowing ByteBuffer,
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        guard case .complete(let fixedCount) = state else { return try body(Span()) }
        guard let fixedCount else { return try body(chunks.body.span) }
        return try buffer.withBytes { (bytes) throws(E) -> R in
            try body(bytes.extracting(first: fixedCount))
        }
    }

    /// Drops the body and makes ready for the next request, which may stand in the buffer already (pipelining).
    ///
    /// Does nothing while the message is not complete: a body that was not read to its end hides where the next
    /// message starts, so such a connection can only be closed.
    package mutating func finishMessage(_ buffer: inout ByteBuffer) {
        guard case .complete(let fixedCount) = state else { return }
        if let fixedCount { buffer.consume(fixedCount) } else { chunks.reset() }
        isFirstMessage = false
        keepsAlive = true
        scanner = HTTP1HeadScanner(limits: limits)
        state = .head
    }

    private mutating func advance(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        switch state {
        case .head:
            return try readHead(&buffer)
        case .fixedBody(let count):
            guard buffer.count >= count else { return .needMoreBytes }
            state = .complete(fixedCount: count)
            return .body
        case .chunkedBody:
            guard try chunks.decode(&buffer) else { return .needMoreBytes }
            state = .complete(fixedCount: nil)
            return .body
        case .complete:
            return .body
        case .http2:
            return .http2Preface
        case .failed(let error):
            throw error
        }
    }

    private mutating func readHead(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        let result = try buffer.withBytes { (bytes) throws(HTTPError) in try scanner.scan(bytes) }
        switch result {
        case .incomplete:
            return .needMoreBytes
        case .http2Preface:
            guard isFirstMessage else {
                throw HTTPError(status: 505, reason: "HTTP/2 can start only as the first thing on a connection")
            }
            state = .http2
            return .http2Preface
        case .complete(let head, let framing, let byteCount):
            buffer.consume(byteCount)
            keepsAlive = framing.keepsAlive(version: head.version)
            state = framing.isChunked ? .chunkedBody : .fixedBody(count: head.contentLength ?? 0)
            return .head(head, expectsContinue: framing.expectsContinue)
        }
    }
}
