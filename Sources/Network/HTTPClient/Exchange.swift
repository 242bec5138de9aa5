internal import EventLoop
internal import HTTP
internal import Sockets
internal import TLS

/// One request on one connection, and what its failures mean to the caller.
struct Exchange {
    let request: HTTPClientRequest
    let connection: ClientConnection
    let pool: ConnectionPool
    let deadlines: Deadlines

    /// Sends the request and reads the response's head; ends at once when the task is cancelled.
    func run(_ bytes: inout ByteBuffer) async throws(ChannelFailure) -> HTTPResponseHead {
        try await connection.aborter().whileCancellable { () async throws(ChannelFailure) -> HTTPResponseHead in
            try await connection.exchange(&bytes, method: request.method, deadlines)
        }
    }

    /// The next thing that the response has; ends at once when the task is cancelled.
    func next() async throws(HTTPClientError) -> HTTP1ResponseParser.Step {
        do throws(ChannelFailure) {
            return try await connection.aborter().whileCancellable {
                () async throws(ChannelFailure) -> HTTP1ResponseParser.Step in
                try await connection.next(deadlines)
            }
        } catch {
            throw self.error(error)
        }
    }

    /// Whether sending the request again cannot do anything twice.
    var isRepeatable: Bool { isSafe || !connection.channel.hasWritten }

    /// RFC 9110 section 9.2.1.
    private var isSafe: Bool { request.method == .get || request.method == .head || request.method == .options }

    func error(_ failure: ChannelFailure) -> HTTPClientError {
        failed(failure).through(connection.key.passage)
    }

    private func failed(_ failure: ChannelFailure) -> HTTPClientError {
        let url = request.url
        switch failure {
        case .interrupted: return pool.isShutDown ? .shutDown(url) : .cancelled(url)
        case _ where Task.isCancelled: return .cancelled(url)
        case .timedOut:
            let activity = connection.hasSentAll ? "waiting for the response" : "sending the request"
            return .timeout(url, "\(activity): \(deadlines.explanation(connecting: false))", isRetryable: isRepeatable)
        case .tls(let error) where error.code != .connectionLost: return failed(.tls, failure)
        case .malformed: return failed(.receive, failure)
        case .closed, .socket, .tls: return failed(connection.hasSentAll ? .receive : .send, failure)
        }
    }

    private func failed(_ phase: HTTPClientError.Phase, _ failure: ChannelFailure) -> HTTPClientError {
        HTTPClientError(
            host: request.url.endpoint,
            phase: phase,
            cause: failure.description,
            isRetryable: isRepeatable,
            tls: failure.tls
        )
    }
}
