internal import EventLoop
internal import HTTP
internal import Linux
internal import Sockets
internal import TLS

/// Makes connections: name, addresses, proxy, TLS.
struct Connector: Sendable {
    let loop: EventLoop
    let tls: ClientTrust
    let resolver: any HostResolver
    let userAgent: String
    let limits: HTTPLimits

    /// Makes a connection for `key`, ready for its first request.
    func connect(_ key: ConnectionKey, _ deadlines: Deadlines) async throws(HTTPClientError) -> ClientConnection {
        let channel = ClientChannel(socket: try await connectSocket(key, deadlines))
        let connection = ClientConnection(channel, key: key, limits: limits)
        guard key.scheme == .https else { return connection }
        try await connection.aborter().whileCancellable { () async throws(HTTPClientError) in
            if key.proxy != nil { try await openTunnel(connection, deadlines) }
            try await startTLS(channel, key, deadlines)
        }
        return connection
    }

    private func connectSocket(_ key: ConnectionKey, _ deadlines: Deadlines) async throws(HTTPClientError) -> Socket {
        let origin = key.origin
        let peer = key.proxy ?? origin
        let addresses = try await self.addresses(of: peer, origin, deadlines)
        do throws(SystemCallError) {
            return try await HappyEyeballs(loop: loop, deadline: deadlines.connect).connect(to: addresses)
        } catch {
            try checkTime(origin, deadlines, "connecting to \(peer.endpoint)")
            throw HTTPClientError(
                host: origin.endpoint,
                phase: key.proxy == nil ? .connect : .proxy,
                cause: error.description,
                isRetryable: true
            )
        }
    }

    private func addresses(
        of peer: HTTPURL,
        _ origin: HTTPURL,
        _ deadlines: Deadlines
    ) async throws(HTTPClientError) -> [SocketAddress] {
        if let address = peer.address { return [address] }
        // A dot at the end is kept: it tells the resolver not to try search domains.
        let answer = await withDeadline(deadlines.connect, on: loop) {
            [resolver] () -> Result<[SocketAddress], NameResolverError> in
            do throws(NameResolverError) {
                return .success(try await resolver.addresses(of: peer.host, port: peer.port))
            } catch {
                return .failure(error)
            }
        }
        switch answer {
        case .success(let addresses)? where !Task.isCancelled: return addresses
        case .failure(let error)? where !error.isCancellation && !Task.isCancelled:
            throw HTTPClientError(
                host: origin.endpoint,
                phase: peer == origin ? .resolve : .proxy,
                cause: error.description,
                isRetryable: true
            )
        default:
            try checkTime(origin, deadlines, "looking up \(peer.host)")
            throw .cancelled(origin)
        }
    }

    /// Throws when the task was cancelled or its time is up, which then explains every other failure.
    private func checkTime(_ origin: HTTPURL, _ deadlines: Deadlines, _ activity: String) throws(HTTPClientError) {
        if Task.isCancelled { throw .cancelled(origin) }
        guard loop.preciseNow() >= deadlines.connect else { return }
        throw .timeout(origin, "\(activity): \(deadlines.explanation(connecting: true))", isRetryable: true)
    }

    // MARK: Proxy

    /// Asks the proxy for a tunnel to the server (RFC 9110 section 9.3.6).
    private func openTunnel(_ connection: ClientConnection, _ deadlines: Deadlines) async throws(HTTPClientError) {
        let origin = connection.key.origin
        guard let proxy = connection.key.proxy else { return }
        var fields = HTTPFields()
        fields.append(name: "User-Agent", value: userAgent)
        if let userInfo = proxy.userInfo {
            fields.append(name: "Proxy-Authorization", value: userInfo.basicAuthorization)
        }
        var request = ByteBuffer(capacity: 512)
        do throws(HTTPError) {
            try HTTP1RequestWriter.write(
                method: .connect,
                target: origin.endpoint,
                authority: origin.endpoint,
                fields: fields,
                into: &request
            )
        } catch {
            throw HTTPClientError(host: origin.endpoint, phase: .request, cause: error.reason, isRetryable: false)
        }
        let head: HTTPResponseHead
        do throws(ChannelFailure) {
            head = try await connection.exchange(&request, method: .connect, deadlines.whileConnecting)
        } catch {
            try checkTime(origin, deadlines, "asking the proxy \(proxy.endpoint) for a tunnel")
            throw HTTPClientError(
                host: origin.endpoint,
                phase: .proxy,
                cause: "the proxy \(proxy.endpoint): \(error.description)",
                isRetryable: true
            )
        }
        guard (200..<300).contains(head.status) else {
            throw HTTPClientError(
                host: origin.endpoint,
                phase: .proxy,
                cause: Self.refusal(of: proxy, status: head.status),
                isRetryable: true
            ).refused(withStatus: head.status)
        }
        guard connection.isTunnel else {
            throw HTTPClientError(
                host: origin.endpoint,
                phase: .proxy,
                cause: "the proxy \(proxy.endpoint) sent more than its answer before the tunnel was used",
                isRetryable: true
            )
        }
    }

    private static func refusal(of proxy: HTTPURL, status: Int) -> String {
        let what = "the proxy \(proxy.endpoint) answered CONNECT with \(status)"
        guard status == 407 else { return what }
        return proxy.userInfo == nil
            ? "\(what): it asks for credentials, so write http://user:password@host:port"
            : "\(what): it does not accept the credentials of the proxy URL"
    }

    // MARK: TLS

    private func startTLS(_ channel: ClientChannel, _ key: ConnectionKey, _ deadlines: Deadlines)
        async throws(HTTPClientError)
    {
        do throws(ChannelFailure) {
            let context: TLSClientContext
            switch await tls.context() {
            case .success(let made): context = made
            case .failure(let error): throw .tls(error)
            }
            try await channel.startTLS(context, serverName: key.host, until: deadlines.connect)
        } catch {
            let origin = key.origin
            try checkTime(origin, deadlines, "the TLS handshake")
            throw HTTPClientError(
                host: origin.endpoint,
                phase: .tls,
                cause: error.description,
                isRetryable: true,
                tls: error.tls
            )
        }
    }
}
