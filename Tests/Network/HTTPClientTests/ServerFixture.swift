import EventLoop
import HTTP
import HTTPClient
import HTTPServer
import Sockets
import Synchronization
import TLS
import TestSupport
import Testing
import Text

/// Certificates made on the spot.
struct Certificates: Sendable {
    let authority: CertificateAndKey
    let leaf: CertificateAndKey

    /// Makes an authority and a leaf that became valid so many days ago, for 90 days.
    init(names: [String] = ["localhost", "127.0.0.1", "::1"], ageInDays: Int = 1) throws {
        let now = WallClock.system.now().withoutFraction
        authority = try CertificateAuthority.make(
            commonName: "Test CA",
            notBefore: now - .seconds(400 * 86_400),
            lifetime: .seconds(3_650 * 86_400)
        )
        leaf = try CertificateAuthority.issueServer(
            names: names,
            by: authority,
            notBefore: now - .seconds(ageInDays * 86_400),
            lifetime: .seconds(90 * 86_400)
        )
    }

    var authorityPEM: [UInt8] { get throws { try authority.certificate.pem() } }

    func serverContext(clientCA: [UInt8]? = nil) throws -> TLSServerContext {
        try TLSServerContext(chain: leaf.certificate.pem(), key: leaf.key.pem(), clientCA: clientCA)
    }

    func clientContext() throws -> TLSClientContext { try TLSClientContext(trust: .authorities(authorityPEM)) }
}

/// What a server in a test saw, and how it answers.
final class EchoHandler: HTTPHandler {
    let heads = Mutex<[HTTPRequestHead]>([])

    func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? { nil }

    func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse {
        heads.withLock { $0.append(head) }
        switch head.path {
        case "/close":
            var response = HTTPResponse.text(200, "closing")
            response.closesConnection = true
            return response
        case "/big":
            return HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 600_000))
        case "/nothing":
            return HTTPResponse(status: 204)
        default:
            return HTTPResponse(
                status: 200,
                body: Array("\(head.method) \(head.path)?\(head.query ?? "") \(body.count)".utf8)
            )
        }
    }
}

/// Counts connections.
final class ConnectionCounter: HTTPServerObserver {
    let opened = Atomic<Int>(0)
    let open = Atomic<Int>(0)
    func connectionOpened() {
        opened.wrappingAdd(1, ordering: .relaxed)
        open.wrappingAdd(1, ordering: .relaxed)
    }
    func connectionClosed() { open.wrappingSubtract(1, ordering: .relaxed) }
    func connectionRefused(_ shortage: ConnectionShortage) {}
    func connectionEvicted(_ shortage: ConnectionShortage) {}
    func handshakeCompleted(nanoseconds: UInt64) {}
    func handshakeFailed(_ error: TLSError?) {}
    func requestAnswered(status: Int, nanoseconds: UInt64) {}
}

/// A running server of ours; for tasks of the loop.
struct RunningServer: Sendable {
    let server: HTTPServer
    let loop: EventLoop
    let clock: HandClock
    let handler: EchoHandler
    let counter: ConnectionCounter
    let isTLS: Bool

    var openedConnections: Int { counter.opened.load(ordering: .relaxed) }

    var port: UInt16 { server.address.port }
    var heads: [HTTPRequestHead] { handler.heads.withLock { $0 } }

    func url(_ path: String, host: String = "localhost") throws -> HTTPURL {
        try HTTPURL(parsing: "\(isTLS ? "https" : "http")://\(host):\(server.address.port)\(path)")
    }
}

/// Runs `body` on the loop of a server, then closes the server and waits for its end.
func withServer<R: Sendable>(
    at address: String = "127.0.0.1:0",
    tls: TLSServerContext?,
    limits: HTTPServerLimits = HTTPServerLimits(),
    _ body: @escaping @Sendable (RunningServer) async throws -> R
) async throws -> R {
    let clock = HandClock()
    let handler = EchoHandler()
    let counter = ConnectionCounter()
    return try await withEventLoop(clock: clock.clock) { loop in
        let server = try HTTPServer(
            address: try SocketAddress(parsing: address),
            loops: [loop],
            credentials: tls.map { TLSCredentials($0) },
            limits: limits,
            handler: handler,
            observer: counter
        )
        async let running: Void = server.run()
        let result: Result<R, any Error>
        do {
            result = .success(
                try await body(
                    RunningServer(
                        server: server,
                        loop: loop,
                        clock: clock,
                        handler: handler,
                        counter: counter,
                        isTLS: tls != nil
                    )
                )
            )
        } catch {
            result = .failure(error)
        }
        server.close()
        server.abort()
        try await running
        return try result.get()
    }
}
