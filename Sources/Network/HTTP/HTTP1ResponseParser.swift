/// Reads the responses of one HTTP/1.x connection (RFC 9112) from whatever pieces arrive, one after the other.
///
/// Announce each request with ``expectResponse(to:)``, then call ``next(_:)`` with the connection's buffer after each
/// read until it says `needMoreBytes` or `end`; when the server closes, ask ``finish()``. Bodies are handed out piece by
/// piece as they come and are not limited here. After an error the connection is of no use but to close.
///
/// Errors are ``HTTPError``s with status 502: what a gateway would say of such a server.
package struct HTTP1ResponseParser: ~Copyable {
    /// What a call of ``next(_:)`` found.
    package enum Step: Sendable {
        /// Nothing complete: read more.
        case needMoreBytes
        /// The header is complete; interim responses (1xx) have been skipped.
        case head(HTTPResponseHead)
        /// A piece of the body, never empty.
        case body([UInt8])
        /// The message is complete; what follows in the buffer is not part of it.
        case end
    }

    private enum State {
        case idle
        case head
        case fixedBody(remaining: Int)
        case chunkedBody
        case bodyUntilClose
        case chunkedEnd
        case failed(HTTPError)
    }

    /// Interim responses before the real one; a server that sends them without end gets nowhere.
    private static let maximumInterimResponses = 16

    private let limits: HTTPLimits
    private var state = State.idle
    private var method = HTTPMethod.get
    private var interimResponses = 0
    private var scanner: HTTP1ResponseScanner
    private var chunks: ChunkedDecoder

    /// Whether the connection may carry another request after the current response (RFC 9112 section 9.3); known from
    /// `.head` on, and false after an error.
    package private(set) var keepsAlive = false

    /// Makes a parser for a new connection; of the limits those of the header count.
    package init(limits: HTTPLimits) {
        var limits = limits
        limits.maximumBodyBytes = .max
        self.limits = limits
        scanner = HTTP1ResponseScanner(limits: limits)
        chunks = ChunkedDecoder(limits: limits)
    }

    /// Makes ready for the response to a request of this method, which decides whether there can be a body.
    package mutating func expectResponse(to method: HTTPMethod) {
        if case .failed = state { return }
        self.method = method
        state = .head
        interimResponses = 0
        keepsAlive = false
        scanner = HTTP1ResponseScanner(limits: limits)
        chunks.reset()
    }

    /// Whether a response is expected of which no byte has been seen, not even of an interim one.
    package var isAwaitingFirstByte: Bool {
        if case .head = state { return scanner.isAtStart && interimResponses == 0 }
        return false
    }

    /// Looks at what has arrived, consumes it and says what it is.
    package mutating func next(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        do {
            return try advance(&buffer)
        } catch {
            throw fail(error)
        }
    }

    /// Takes in that the server has closed the connection; call it when ``next(_:)`` has said `needMoreBytes`.
    ///
    /// - Throws: ``HTTPError`` unless that is how the body ends.
    package mutating func finish() throws(HTTPError) {
        switch state {
        case .bodyUntilClose:
            state = .idle
        case .idle: break
        case .head where isAwaitingFirstByte: throw fail(.bad("the server closed the connection without an answer"))
        case .head: throw fail(.bad("the server closed the connection in the middle of the header"))
        case .fixedBody(let remaining):
            throw fail(.bad("the server closed the connection when \(remaining) bytes of the body were missing"))
        case .chunkedBody, .chunkedEnd: throw fail(.bad("the server closed the connection in the middle of the body"))
        case .failed(let error): throw error
        }
    }

    private mutating func fail(_ error: HTTPError) -> HTTPError {
        let error = HTTPError(status: 502, reason: error.reason)
        state = .failed(error)
        keepsAlive = false
        return error
    }

    private mutating func advance(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        switch state {
        case .idle:
            return .end
        case .head:
            return try readHead(&buffer)
        case .fixedBody(let remaining):
            guard remaining > 0 else { return end() }
            guard let piece = take(&buffer, upTo: remaining) else { return .needMoreBytes }
            state = .fixedBody(remaining: remaining - piece.count)
            return .body(piece)
        case .bodyUntilClose:
            guard let piece = take(&buffer, upTo: .max) else { return .needMoreBytes }
            return .body(piece)
        case .chunkedBody:
            return try readChunks(&buffer)
        case .chunkedEnd:
            return end()
        case .failed(let error):
            throw error
        }
    }

    private mutating func readChunks(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        var isComplete = false
        var error: HTTPError?
        do throws(HTTPError) { isComplete = try chunks.decode(&buffer) } catch let failure { error = failure }
        let piece = chunks.takeBody()
        // What came before the fault is handed out first, whichever way the bytes were cut; the next call throws.
        if let error {
            guard !piece.isEmpty else { throw error }
            _ = fail(error)
        } else if isComplete {
            state = .chunkedEnd
        }
        if !piece.isEmpty { return .body(piece) }
        return isComplete ? end() : .needMoreBytes
    }

    private mutating func end() -> Step {
        state = .idle
        return .end
    }

    private func take(_ buffer: inout ByteBuffer, upTo limit: Int) -> [UInt8]? {
        guard !buffer.isEmpty else { return nil }
        let count = min(limit, buffer.count)
        let piece = buffer.withBytes { bytes in
            // One memcpy of bytes that `extracting` has checked.
            unsafe bytes.extracting(first: count).withUnsafeBufferPointer { unsafe Array($0) }
        }
        buffer.consume(count)
        return piece
    }

    private mutating func readHead(_ buffer: inout ByteBuffer) throws(HTTPError) -> Step {
        while true {
            let result = try buffer.withBytes { (bytes) throws(HTTPError) in try scanner.scan(bytes) }
            guard case .complete(let head, let framing, let byteCount) = result else { return .needMoreBytes }
            buffer.consume(byteCount)
            guard head.status < 200 else {
                begin(head, framing)
                return .head(head)
            }
            guard head.status != 101 else { throw .bad("the server switched to a protocol that nobody asked for") }
            interimResponses += 1
            guard interimResponses <= Self.maximumInterimResponses else {
                throw .bad("the server sent more than \(Self.maximumInterimResponses) interim responses")
            }
            scanner = HTTP1ResponseScanner(limits: limits)
        }
    }

    /// Decides how the body ends (RFC 9112 section 6.3).
    private mutating func begin(_ head: HTTPResponseHead, _ framing: HTTP1Framing) {
        keepsAlive = framing.keepsAlive(version: head.version)
        let isTunnel = method == .connect && head.status < 300
        if method == .head || isTunnel || HTTPResponse.hasNoBody(head.status) {
            state = .fixedBody(remaining: 0)
            // RFC 9110 section 8.6 forbids a 204 to announce a body: where one does, it may come behind, and be taken for the next answer.
            if head.status == 204, framing.hasBody, method != .head { keepsAlive = false }
        } else if framing.isChunked {
            state = .chunkedBody
        } else if let length = framing.contentLength {
            state = .fixedBody(remaining: length)
        } else {
            keepsAlive = false
            state = .bodyUntilClose
        }
    }
}
