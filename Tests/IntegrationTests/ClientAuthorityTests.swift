import Processes
import TestSupport
import Testing

@Suite(.needs("curl", "openssl"))
struct ClientAuthorityTests {
    @Test(arguments: ["--http1.1", "--http2"])
    func `with --client-ca only callers with a certificate of that CA are heard`(version: String) async throws {
        let certificates = try await CertificateFiles()
        try await certificates.makeClient()
        let stranger = try await CertificateFiles()
        try await stranger.makeClient()
        let server = try await PullpassServer.start(
            certificates: certificates,
            arguments: ["--client-ca", certificates.authority]
        )
        let review = try Reviews.example()
        func answer(_ identity: [String]) async throws -> [String]? {
            Reviews.injected(try await server.post(review, [version] + identity))
        }
        #expect(try await answer([]) == nil)
        #expect(try await answer(["--cert", stranger.clientCertificate, "--key", stranger.clientKey]) == nil)
        let own = ["--cert", certificates.clientCertificate, "--key", certificates.clientKey]
        #expect(try await answer(own) == ["pullpass-hub", "pullpass-ghcr"])
        #expect(try await server.health("healthz") == 200)
    }
}
