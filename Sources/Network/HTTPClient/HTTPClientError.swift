package import TLS

/// An exchange that brought no response: with whom, how far it came, and why it ended.
///
/// Never holds a credential: no user information, no field value, no query and no body.
package struct HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// How far the exchange came.
    package enum Phase: Sendable, Hashable {
        /// The request is not one that can be sent.
        case request
        /// The host's name was looked up.
        case resolve
        /// TCP connections to the host's addresses were tried.
        case connect
        /// The proxy was connected to, or asked for the tunnel.
        case proxy
        /// The TLS handshake, or a later error of TLS.
        case tls
        /// The request was being sent.
        case send
        /// The response was waited for or read.
        case receive
        /// A time-out passed; the cause says what was being done.
        case timeout
        /// The task was cancelled, or the client was shut down.
        case cancelled
    }

    /// The host and port of the request's URL.
    package let host: String
    /// How far the exchange came.
    package let phase: Phase
    /// What happened, and where it helps what to do.
    package let cause: String
    /// Whether sending the request again cannot do anything twice: nothing of it was sent, or its method is safe.
    package let isRetryable: Bool
    /// The proxy that it went through; nil for a direct connection.
    package private(set) var passage: ProxyPassage?

    /// The status with which the proxy refused, where it did.
    package private(set) var proxyStatus: Int?

    /// What TLS says, where the phase is `tls`; nil where only the cause tells.
    package let tls: TLSError?

    /// Describes a failed exchange.
    package init(host: String, phase: Phase, cause: String, isRetryable: Bool, tls: TLSError? = nil) {
        self.tls = tls
        self.host = host
        self.phase = phase
        self.cause = cause
        self.isRetryable = isRetryable
    }

    /// One sentence: host, phase and cause; ``proxyAdvice`` goes on with what to do.
    package var description: String {
        let way = passage.map { " through \($0.description)" } ?? ""
        let what =
            switch phase {
            case .request: "the request to \(host) cannot be sent"
            case .resolve: "cannot find the address of \(host)"
            case .connect: "cannot connect to \(host)"
            case .proxy: "cannot reach \(host) through the proxy of \(passage?.variable ?? "the settings")"
            case .tls: "TLS with \(host)\(way) failed"
            case .send: "sending the request to \(host)\(way) failed"
            case .receive: "reading the response of \(host)\(way) failed"
            case .timeout: "\(host)\(way) timed out"
            case .cancelled: "the request to \(host) was cancelled"
            }
        return "\(what): \(cause)"
    }
}

extension HTTPClientError {
    /// The same, of a request that went through a proxy.
    func through(_ passage: ProxyPassage?) -> HTTPClientError {
        var error = self
        error.passage = passage
        return error
    }

    /// The same, where the proxy answered.
    func refused(withStatus status: Int) -> HTTPClientError {
        var error = self
        error.proxyStatus = status
        return error
    }

    static func cancelled(_ url: HTTPURL) -> HTTPClientError {
        HTTPClientError(host: url.endpoint, phase: .cancelled, cause: "its task was cancelled", isRetryable: false)
    }

    static func shutDown(_ url: HTTPURL) -> HTTPClientError {
        HTTPClientError(host: url.endpoint, phase: .cancelled, cause: "the client was shut down", isRetryable: false)
    }

    static func timeout(_ url: HTTPURL, _ cause: String, isRetryable: Bool) -> HTTPClientError {
        HTTPClientError(host: url.endpoint, phase: .timeout, cause: cause, isRetryable: isRetryable)
    }
}
