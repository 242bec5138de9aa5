import EventLoop
import FoundationEssentials
import HTTP
import HTTPServer
import Sockets
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Who is trusted` {
    /// What a client says of a server that shows `certificates`.
    private func failure(
        showing certificates: Certificates,
        host: String = "localhost",
        _ context: TLSClientContext
    ) async throws -> HTTPClientError? {
        try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: context, resolver: FixedResolver(["127.0.0.1"]))
            return await client.failure(HTTPClientRequest(.get, try test.url("/", host: host)))
        }
    }

    @Test(
        "a certificate for the name or the address",
        arguments: ["localhost", "LOCALHOST.", "127.0.0.1", "a.wild.example"]
    )
    func good(host: String) async throws {
        let certificates = try Certificates(names: ["localhost", "127.0.0.1", "*.wild.example"])
        #expect(try await failure(showing: certificates, host: host, certificates.clientContext()) == nil)
    }

    @Test(
        "a certificate for another name is refused",
        arguments: ["other.example", "127.0.0.1", "a.b.wild.example", "wild.example", "xlocalhost"]
    )
    func otherName(host: String) async throws {
        let certificates = try Certificates(names: ["localhost", "::1", "*.wild.example"])
        let error = try await failure(showing: certificates, host: host, certificates.clientContext())
        #expect(error?.phase == .tls && error?.isRetryable == true)
        #expect(
            error?.cause.contains("it is not for \(host) but for DNS:localhost") == true,
            "\(error?.description ?? "")"
        )
    }

    @Test func `the error says what is wrong with a certificate`() async throws {
        let (certificates, others) = (try Certificates(), try Certificates())
        let old = try Certificates(ageInDays: 100)
        #expect(try await failure(showing: certificates, others.clientContext())?.tls?.fault == .unknownAuthority)
        #expect(try await failure(showing: old, old.clientContext())?.tls?.fault == .outOfTime)
        let error = try await failure(showing: certificates, host: "x.example", certificates.clientContext())
        #expect(error?.tls?.fault == .otherName)
    }

    @Test func `a client with another trust shares no connection`() async throws {
        let certificates = try Certificates()
        try await withServer(tls: certificates.serverContext()) { test in
            let first = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            let request = HTTPClientRequest(.get, try test.url("/"))
            #expect(await first.failure(request) == nil)
            // Whoever used the first one's connection would get an answer.
            let second = first.with(tls: try Certificates().clientContext())
            #expect(await second.failure(request)?.tls?.fault == .unknownAuthority)
            #expect(await first.failure(request) == nil)
        }
    }

    @Test func `an authority that is not ours is refused, and the error says whom we trust`() async throws {
        let (certificates, others) = (try Certificates(), try Certificates())
        let error = try await failure(showing: certificates, others.clientContext())
        #expect(error?.phase == .tls)
        #expect(error?.cause.contains("trusted are CN=Test CA") == true, "\(error?.description ?? "")")
    }

    @Test func `an expired certificate is refused`() async throws {
        let certificates = try Certificates(ageInDays: 100)
        let error = try await failure(showing: certificates, certificates.clientContext())
        #expect(error?.phase == .tls && error?.cause.contains("expired") == true, "\(error?.description ?? "")")
    }

    @Test func `a certificate that is not valid yet is refused`() async throws {
        let certificates = try Certificates(ageInDays: -10)
        let error = try await failure(showing: certificates, certificates.clientContext())
        #expect(error?.phase == .tls && error?.cause.contains("not yet valid") == true, "\(error?.description ?? "")")
    }

    @Test func `anybody, only where exactly that was asked for`() async throws {
        let certificates = try Certificates(ageInDays: 100)
        #expect(try await failure(showing: certificates, host: "x.example", TLSClientContext(trust: .insecure)) == nil)
    }

    @Test func `a server name of one's own replaces the host`() async throws {
        let certificates = try Certificates(names: ["kubernetes.default"])
        let named = try TLSClientContext(
            trust: .authorities(certificates.authorityPEM),
            serverName: "kubernetes.default"
        )
        #expect(try await failure(showing: certificates, host: "127.0.0.1", named) == nil)
        let wrong = try TLSClientContext(trust: .authorities(certificates.authorityPEM), serverName: "other")
        #expect(try await failure(showing: certificates, host: "kubernetes.default", wrong)?.phase == .tls)
    }

    @Test(.needs("bash", "openssl"))
    func `a server that wants a client certificate gets it, and refuses a client without one`() async throws {
        let certificates = try Certificates()
        let files = try await CertificateFiles()
        try await files.makeClient()
        func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
        let server = try certificates.serverContext(clientCA: bytes(files.authority))
        let shown = try TLSClientContext(
            trust: .authorities(certificates.authorityPEM),
            certificate: bytes(files.clientCertificate),
            key: bytes(files.clientKey)
        )
        let (with, without) = try await withServer(tls: server) { test in
            let named = HTTPClient(loop: test.loop, tls: shown)
            let nameless = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            let request = HTTPClientRequest(.get, try test.url("/"))
            return (await named.failure(request), await nameless.failure(request))
        }
        #expect(with == nil)
        #expect(
            without?.phase == .tls && without?.cause.contains("certificate required") == true,
            "\(without?.description ?? "")"
        )
    }

    @Test func `a plain server on an https URL, and a TLS server on an http URL, are told apart from broken ones`()
        async throws
    {
        let certificates = try Certificates()
        let plain = try await withServer(tls: nil) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            return await client.failure(
                HTTPClientRequest(.get, try HTTPURL(parsing: "https://127.0.0.1:\(test.port)/"))
            )
        }
        #expect(
            plain?.phase == .tls && plain?.cause.contains("does not speak TLS") == true,
            "\(plain?.description ?? "")"
        )
        let encrypted = try await withServer(tls: certificates.serverContext()) { test in
            let client = HTTPClient(loop: test.loop, tls: try certificates.clientContext())
            return try await client.send(
                HTTPClientRequest(.get, try HTTPURL(parsing: "http://127.0.0.1:\(test.port)/"))
            )
        }
        // Our own server explains itself in plain HTTP.
        #expect(encrypted.status == 400)
    }
}
