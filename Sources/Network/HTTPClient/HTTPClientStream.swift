internal import EventLoop
package import HTTP

/// A response whose body is read piece by piece, for hours if need be.
///
/// When it is dropped before its end the connection is closed.
///
/// `@unchecked Sendable`: for tasks of the client's loop, one at a time.
package final class HTTPClientStream: @unchecked Sendable {
    /// The status code, 200 to 599.
    package let status: Int
    /// The field lines.
    package let fields: HTTPFields
    private let url: HTTPURL
    /// nil after the end: the connection is closed when nobody holds it any more.
    private var exchange: Exchange?

    init(_ head: HTTPResponseHead, exchange: Exchange) {
        status = head.status
        fields = head.fields
        url = exchange.request.url
        self.exchange = exchange
    }

    deinit {
        guard let exchange else { return }
        // The pool is for the loop's thread, and this may go away anywhere.
        exchange.pool.loop.perform { [pool = exchange.pool, connection = exchange.connection] in
            pool.discard(connection)
        }
    }

    /// Waits for the next piece of the body, never empty; nil at its end, and ever after.
    ///
    /// - Throws: ``HTTPClientError`` when the body ends too early, a time-out passes, or the task is cancelled; the
    ///   connection is closed then.
    package func next() async throws(HTTPClientError) -> [UInt8]? {
        guard let exchange else { return nil }
        do throws(HTTPClientError) {
            while true {
                switch try await exchange.next() {
                case .body(let piece): return piece
                case .end:
                    end { $0.release($1) }
                    return nil
                case .head, .needMoreBytes: continue
                }
            }
        } catch {
            close()
            throw error
        }
    }

    /// Closes the connection without reading on; does nothing after the end.
    package func close() { end { $0.discard($1) } }

    private func end(_ giveBack: (ConnectionPool, ClientConnection) -> Void) {
        guard let exchange else { return }
        self.exchange = nil
        giveBack(exchange.pool, exchange.connection)
    }

    /// Reads the whole body.
    func collect(upTo limit: Int) async throws(HTTPClientError) -> [UInt8] {
        var body: [UInt8] = []
        while let piece = try await next() {
            guard piece.count <= limit - body.count else {
                close()
                throw HTTPClientError(
                    host: url.endpoint,
                    phase: .receive,
                    cause: "the body is longer than \(limit) bytes",
                    isRetryable: false
                )
            }
            if body.isEmpty { body = piece } else { body.append(contentsOf: piece) }
        }
        return body
    }

    /// Reads and drops a short rest of the body, so that the connection can be kept; closes it otherwise.
    func skip() async {
        _ = try? await collect(upTo: 64 * 1024)
    }
}
