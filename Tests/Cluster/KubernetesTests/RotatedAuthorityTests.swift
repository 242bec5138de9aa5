import EventLoop
import HTTP
import HTTPServer
import Kubernetes
import Sockets
import TLS
import TestSupport
import Testing
import Text

@Suite struct `A cluster whose authority is rotated` {
    /// An API server, as far as it matters here.
    private struct Server: HTTPHandler {
        func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? { nil }
        func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse { .text(200, "{}") }
    }

    private static func authority(_ name: String) throws -> CertificateAndKey {
        let now = WallClock.system.now().withoutFraction
        return try CertificateAuthority.make(
            commonName: name,
            notBefore: now - .seconds(86_400),
            lifetime: .seconds(10 * 86_400)
        )
    }

    @Test func `is believed once its file has the new authority, without a restart`() async throws {
        let (old, new) = (try Self.authority("old"), try Self.authority("new"))
        let leaf = try CertificateAuthority.issueServer(
            names: ["127.0.0.1"],
            by: new,
            notBefore: WallClock.system.now().withoutFraction - .seconds(3600),
            lifetime: .seconds(86_400)
        )
        let tls = try TLSServerContext(chain: leaf.certificate.pem(), key: leaf.key.pem())
        let directory = try TemporaryDirectory()
        let oldPEM = try old.certificate.pem()
        let newPEM = try new.certificate.pem()
        let path = try directory.write("ca.crt", oldPEM)
        try await withEventLoop { loop in
            let server = try HTTPServer(
                address: try SocketAddress(parsing: "127.0.0.1:0"),
                loops: [loop],
                credentials: TLSCredentials(tls),
                limits: HTTPServerLimits(),
                handler: Server(),
                observer: SilentObserver()
            )
            async let running: Void = server.run()
            let connection = ClusterConnection(
                server: "https://127.0.0.1:\(server.address.port)",
                trust: .authorities(oldPEM),
                authoritiesFile: path
            )
            let transport = try HTTPTransport(connection, loop: loop, environment: [:], wallClock: .system)
            let request = KubernetesRequest(method: .get, path: "/api")
            let error = await #expect(throws: KubernetesTransportError.self) { try await transport.send(request) }
            #expect(error?.reason.contains("127.0.0.1") == true)
            // What cannot be used is as good as none.
            _ = try directory.write("ca.crt", "no certificate")
            await #expect(throws: KubernetesTransportError.self) { try await transport.send(request) }
            _ = try directory.write("ca.crt", oldPEM + newPEM)
            let response = try await transport.send(request)
            #expect(response.status == 200)
            transport.shutdown()
            server.close()
            server.abort()
            try await running
        }
    }
}
