package import EventLoop
internal import HTTP
internal import HTTPClient
internal import TLS
package import Text

/// Reaches an API server over HTTP, with the credential of a ``ClusterConnection`` kept fresh.
///
/// Used on its loop only, hence the unchecked conformance.
package final class HTTPTransport: KubernetesTransport, @unchecked Sendable {
    /// The loop that it is used on.
    package let loop: EventLoop
    private var connection: ClusterConnection
    private let base: HTTPURL
    private let basePath: String
    private let proxy: ProxySettings
    private let bypass: ProxyBypass?
    private let credentials: ClusterCredentials
    /// Where the authorities are read again; nil where they stand in the connection itself.
    private var authorities: AuthoritiesFile?
    /// The client for the certificate and the authorities that count now; an exec plugin may bring another certificate.
    private var current: (certificate: ClientCertificate?, client: HTTPClient)

    /// The reflector watches for silence; this is for the case that it does not.
    private static let watchTimeouts = HTTPClientTimeouts.stream(idle: .seconds(600))

    /// Makes a transport; nothing is sent before the first request.
    ///
    /// - Parameters:
    ///   - connection: where to, and as whom.
    ///   - loop: the loop that it is used on.
    ///   - environment: where the proxy's variables are read, unless the connection names one.
    ///   - wallClock: for the expiry of what exec plugins print.
    /// - Throws: what is wrong with the URL, the certificates or the proxy.
    package init(
        _ connection: ClusterConnection,
        loop: EventLoop,
        environment: [String: String],
        wallClock: WallClock
    ) throws(ConnectionError) {
        do throws(HTTPURLError) { base = try HTTPURL(parsing: connection.server) } catch {
            throw ConnectionError("the API server's URL cannot be used: \(error.reason)")
        }
        basePath = base.target == "/" ? "" : base.target
        guard !basePath.contains("?") else {
            throw ConnectionError("the API server's URL cannot be used: it has a query")
        }
        do throws(ProxySettingsError) {
            proxy = try connection.proxySettings(environment: environment)
        } catch {
            let place = connection.proxy == nil ? error.variable : "the cluster's proxy-url"
            throw ConnectionError("cannot use \(place): \(error.reason)")
        }
        bypass = ProxyBypass(proxy, to: base, of: connection, environment: environment)
        self.connection = connection
        self.loop = loop
        credentials = ClusterCredentials(connection.user, loop: loop, wallClock: wallClock)
        let certificate = connection.user.certificate
        if let file = connection.authoritiesFile, case .authorities(let pem) = connection.trust {
            authorities = AuthoritiesFile(path: file, pem: pem)
        }
        current = (
            certificate, try Self.client(connection, isEncrypted: base.scheme == .https, certificate, proxy, loop)
        )
    }

    private static func client(
        _ connection: ClusterConnection,
        isEncrypted: Bool,
        _ certificate: ClientCertificate?,
        _ proxy: ProxySettings,
        _ loop: EventLoop
    ) throws(ConnectionError) -> HTTPClient {
        let trust: TLSTrust =
            switch connection.trust {
            // A machine without authorities can still speak plain HTTP.
            case .system: isEncrypted ? .system : .nobody
            case .authorities(let pem): .authorities(pem)
            case .insecure: .insecure
            }
        do throws(TLSError) {
            let context = try TLSClientContext(
                trust: trust,
                certificate: certificate?.certificate,
                key: certificate?.key,
                serverName: connection.serverName
            )
            return HTTPClient(loop: loop, tls: context, proxy: proxy)
        } catch {
            throw ConnectionError("the connection to \(connection.server) cannot be made: \(error)")
        }
    }

    /// Closes all connections at once; later requests fail.
    ///
    /// From any thread of the loop's tasks.
    package func shutdown() { current.client.shutdown() }

    /// Sends a request; one that is refused with 401 goes out once more if there is a fresher credential by then.
    package func send(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        try await withProof { proof in
            let client = try self.client(for: proof)
            let stream = try await client.open(try self.message(request, proof))
            let body = try await self.body(of: stream, atMost: request.maximumAnswerBytes)
            try self.checkSpeaker(stream)
            return KubernetesResponse(status: stream.status, fields: stream.fields, body: body)
        } status: {
            $0.status
        }
    }

    /// Opens a watch; the same about 401.
    package func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream {
        try await withProof { proof in
            let client = try self.client(for: proof)
            let stream = try await client.open(try self.message(request, proof), timeouts: Self.watchTimeouts)
            try self.checkSpeaker(stream)
            return HTTPByteStream(stream, bypass: self.bypass)
        } status: {
            $0.status
        }
    }

    private func body(of stream: HTTPClientStream, atMost limit: Int) async throws -> [UInt8] {
        var body: [UInt8] = []
        while let piece = try await stream.next() {
            guard piece.count <= limit - body.count else {
                stream.close()
                throw KubernetesTransportError("the answer has more than \(limit) bytes", isTooLong: true)
            }
            if body.isEmpty { body = piece } else { body += piece }
        }
        return body
    }

    private func withProof<Answer>(
        _ attempt: (RequestProof) async throws -> Answer,
        status: (Answer) -> Int
    ) async throws -> Answer {
        do {
            let proof = try await credentials.proof()
            let answer = try await attempt(proof)
            guard status(answer) == 401, await credentials.refused(proof) else { return answer }
            return try await attempt(try await credentials.proof())
        } catch let error as HTTPClientError {
            if error.tls?.fault == .unknownAuthority { authorities?.expire() }
            throw HTTPByteStream.translated(error, bypass)
        }
    }

    /// Without TLS, a proxy answers in the API server's place: with a page, which the API server never does.
    private func checkSpeaker(_ stream: HTTPClientStream) throws {
        guard let bypass, base.scheme == .http, stream.status >= 400,
            !(stream.fields["content-type"] ?? "").contains("json")
        else { return }
        throw bypass.error(
            "\(bypass.passage.description) answered with status \(stream.status) in the place of \(base.authority)",
            wasNeverSent: false
        )
    }

    private func client(for proof: RequestProof) throws -> HTTPClient {
        takeAuthorities()
        if proof.certificate == current.certificate { return current.client }
        do throws(ConnectionError) {
            current = (proof.certificate, try client(of: connection, proof.certificate))
        } catch {
            throw KubernetesTransportError(error.description, wasNeverSent: true)
        }
        return current.client
    }

    /// Looks whether the authorities have been rotated.
    ///
    /// What is under way goes on; where the file cannot be used those that were stay.
    private func takeAuthorities() {
        guard let pem = authorities?.replacement(now: loop.preciseNow()) else { return }
        var renewed = connection
        renewed.trust = .authorities(pem)
        guard let client = try? client(of: renewed, current.certificate) else { return }
        authorities?.take(pem)
        (connection, current.client) = (renewed, client)
    }

    private func client(
        of connection: ClusterConnection,
        _ certificate: ClientCertificate?
    ) throws(ConnectionError) -> HTTPClient {
        try Self.client(connection, isEncrypted: base.scheme == .https, certificate, proxy, loop)
    }

    private func message(_ request: KubernetesRequest, _ proof: RequestProof) throws -> HTTPClientRequest {
        var fields = HTTPFields()
        fields.append(name: "Accept", value: request.accept ?? MediaType.json)
        if let type = request.contentType { fields.append(name: "Content-Type", value: type) }
        if let authorization = proof.authorization { fields.append(name: "Authorization", value: authorization) }
        if let other = connection.user.impersonation {
            fields.append(name: "Impersonate-User", value: other.user)
            if let uid = other.uid { fields.append(name: "Impersonate-Uid", value: uid) }
            for group in other.groups { fields.append(name: "Impersonate-Group", value: group) }
            for (key, values) in other.extra.sorted(by: { $0.key < $1.key }) {
                let name = "Impersonate-Extra-" + PercentEncoding.encode(key)
                for value in values { fields.append(name: name, value: value) }
            }
        }
        do throws(HTTPURLError) {
            let url = try base.with(target: basePath + request.target)
            return HTTPClientRequest(request.method, url, fields: fields, body: request.body)
        } catch {
            throw KubernetesTransportError("the request's path cannot be used: \(error.reason)", wasNeverSent: true)
        }
    }
}

/// The answer to a watch over HTTP.
private final class HTTPByteStream: KubernetesByteStream {
    private let stream: HTTPClientStream
    private let bypass: ProxyBypass?

    init(_ stream: HTTPClientStream, bypass: ProxyBypass?) {
        self.stream = stream
        self.bypass = bypass
    }

    var status: Int { stream.status }
    var fields: HTTPFields { stream.fields }

    func next() async throws -> [UInt8]? {
        do throws(HTTPClientError) { return try await stream.next() } catch { throw Self.translated(error, bypass) }
    }

    static func translated(_ error: HTTPClientError, _ bypass: ProxyBypass?) -> any Error {
        if error.phase == .cancelled { return CancellationError() }
        if let bypass, error.proxyAdvice != nil {
            return bypass.error(error.description, wasNeverSent: error.isRetryable)
        }
        return KubernetesTransportError(error.description, wasNeverSent: error.isRetryable)
    }
}
