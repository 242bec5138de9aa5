package import EventLoop
package import HTTP
package import Sockets
package import TLS

/// An HTTP/1.1 client over TLS or plain TCP, with connections that are kept, proxies, and time-outs on its loop's clock.
///
/// Its methods are for tasks that run on the loop (`Task(executorPreference: loop)`). When such a task is cancelled, its
/// exchange ends at once and the connection is closed. TLS servers are always verified as the context says.
package final class HTTPClient: Sendable {
    /// The loop that all exchanges run on.
    package let loop: EventLoop
    private let pool: ConnectionPool
    private let proxy: ProxySettings
    private let userAgent: String
    private let resolver: any HostResolver
    private let limits: HTTPLimits
    private let idleTime: Duration

    /// A server that says nothing for so long is perhaps not to be reached any more on the connections that are kept.
    private static let longestTrustInSilence = Duration.seconds(1)

    /// Makes a client; no connection is made before the first request.
    ///
    /// - Parameters:
    ///   - loop: the loop that all exchanges run on.
    ///   - tls: whom to trust and what to show of oneself; for another CA or client certificate make another client.
    ///   - proxy: through which proxy requests go, if any.
    ///   - resolver: looks host names up.
    ///   - limits: what a response's header may be; bodies are limited with each request.
    ///   - userAgent: the User-Agent of requests that have none.
    ///   - idleTime: for how long a connection without a request is kept.
    package convenience init(
        loop: EventLoop,
        tls: TLSClientContext,
        proxy: ProxySettings = .none,
        resolver: any HostResolver = NameResolver(),
        limits: HTTPLimits = HTTPLimits(),
        userAgent: String = "pullpass",
        idleTime: Duration = .seconds(90)
    ) {
        self.init(
            loop: loop,
            trust: ClientTrust(tls),
            proxy: proxy,
            resolver: resolver,
            limits: limits,
            userAgent: userAgent,
            idleTime: idleTime
        )
    }

    /// The same with rules for TLS that may be made when they are needed.
    package init(
        loop: EventLoop,
        trust: ClientTrust,
        proxy: ProxySettings = .none,
        resolver: any HostResolver = NameResolver(),
        limits: HTTPLimits = HTTPLimits(),
        userAgent: String = "pullpass",
        idleTime: Duration = .seconds(90)
    ) {
        self.loop = loop
        self.proxy = proxy
        self.userAgent = userAgent
        self.resolver = resolver
        self.limits = limits
        self.idleTime = idleTime
        let connector = Connector(loop: loop, tls: trust, resolver: resolver, userAgent: userAgent, limits: limits)
        pool = ConnectionPool(connector: connector, idleTime: idleTime)
    }

    /// A client that is like this one in everything but whom it trusts and what it shows; they share no connections.
    package func with(tls: TLSClientContext) -> HTTPClient {
        HTTPClient(
            loop: loop,
            tls: tls,
            proxy: proxy,
            resolver: resolver,
            limits: limits,
            userAgent: userAgent,
            idleTime: idleTime
        )
    }

    deinit { loop.perform { [pool] in pool.retire() } }

    /// Sends a request and reads the whole response, whatever its status.
    ///
    /// - Parameters:
    ///   - request: what to send and where.
    ///   - timeouts: how long it may take.
    ///   - maximumBodyBytes: a longer body is an error.
    /// - Returns: the response.
    /// - Throws: ``HTTPClientError`` when there is no complete response.
    package func send(
        _ request: HTTPClientRequest,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts(),
        maximumBodyBytes: Int = 8 * 1024 * 1024
    ) async throws(HTTPClientError) -> HTTPClientResponse {
        let stream = try await open(request, timeouts: timeouts)
        let body = try await stream.collect(upTo: maximumBodyBytes)
        return HTTPClientResponse(status: stream.status, fields: stream.fields, body: body)
    }

    /// Sends a request and returns as soon as the response's header is there; the body is read from the stream.
    ///
    /// - Throws: ``HTTPClientError`` when there is no response.
    package func open(
        _ request: HTTPClientRequest,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts()
    ) async throws(HTTPClientError) -> HTTPClientStream {
        let deadlines = Deadlines(timeouts, on: loop)
        var request = request
        var followed = 0
        while true {
            let stream = try await begin(request, deadlines)
            guard request.followRedirects > 0, let location = Redirect.location(of: stream) else { return stream }
            guard followed < request.followRedirects else {
                throw HTTPClientError(
                    host: request.url.endpoint,
                    phase: .receive,
                    cause: "there are more than \(request.followRedirects) redirects in a row",
                    isRetryable: false
                )
            }
            followed += 1
            let next = try Redirect.next(after: request, status: stream.status, location: location)
            await stream.skip()
            request = next
        }
    }

    /// Closes all connections and ends all exchanges at once; later ones fail.
    ///
    /// From any thread.
    package func shutdown() { loop.perform { [pool] in pool.shutDown() } }

    /// The number of connections that are kept without a request; on the loop, for tests.
    var idleConnections: Int { pool.idleCount }

    // MARK: One exchange

    private func begin(_ request: HTTPClientRequest, _ deadlines: Deadlines) async throws(HTTPClientError)
        -> HTTPClientStream
    {
        let key = ConnectionKey(request.url, proxy)
        var fresh = false
        while true {
            if Task.isCancelled { throw .cancelled(request.url) }
            var bytes = try encode(request, proxy: key.proxy)
            let connection: ClientConnection
            do throws(HTTPClientError) {
                connection = try await pool.connection(for: key, fresh: fresh, deadlines.fromNow)
            } catch {
                throw error.through(key.passage)
            }
            let exchange = Exchange(request: request, connection: connection, pool: pool, deadlines: deadlines)
            let begun = loop.preciseNow()
            let failure: ChannelFailure
            do throws(ChannelFailure) {
                let head = try await exchange.run(&bytes)
                return HTTPClientStream(head, exchange: exchange)
            } catch {
                failure = error
            }
            let isUnanswered = connection.isReused && connection.isAwaitingFirstByte
            pool.discard(connection)
            // A path can die without a word, and all that was kept on it: the next request must not wait on the next dead one.
            if isUnanswered, failure.isSilence, begun.advanced(by: Self.longestTrustInSilence) <= loop.preciseNow() {
                pool.discardIdle(key, since: begun)
            }
            let isStale = isUnanswered && failure.isConnectionLoss
            // The server closed an idle connection just when it was used again: nobody's fault, and no reason to fail.
            guard isStale, exchange.isRepeatable, !fresh else { throw exchange.error(failure) }
            fresh = true
        }
    }

    private func encode(_ request: HTTPClientRequest, proxy: HTTPURL?) throws(HTTPClientError) -> ByteBuffer {
        var fields = request.fields
        if !fields.contains("user-agent") { fields.append(name: "User-Agent", value: userAgent) }
        if let userInfo = request.url.userInfo, !fields.contains("authorization") {
            fields.append(name: "Authorization", value: userInfo.basicAuthorization)
        }
        var target = request.url.target
        // Plain HTTP through a proxy: the whole URL is the target (RFC 9112 section 3.2.2).
        if let proxy, request.url.scheme == .http {
            target = "http://\(request.url.authority)\(target)"
            if let userInfo = proxy.userInfo {
                fields.append(name: "Proxy-Authorization", value: userInfo.basicAuthorization)
            }
        }
        var bytes = ByteBuffer(capacity: 512 + (request.body?.count ?? 0))
        do throws(HTTPError) {
            try HTTP1RequestWriter.write(
                method: request.method,
                target: target,
                authority: request.url.authority,
                fields: fields,
                body: request.body,
                into: &bytes
            )
        } catch {
            throw HTTPClientError(host: request.url.endpoint, phase: .request, cause: error.reason, isRetryable: false)
        }
        return bytes
    }
}
