import Configuration
import HTTPServer
import Metrics
import TLS
import Testing
import Text

@testable import Serving
@testable import Webhook

@Suite struct `The certificate that is served` {
    private let credentials = TLSCredentials()
    private let metrics = WebhookMetrics(in: MetricsRegistry())

    private func makeCertificate() throws -> ServingCertificate {
        try ServingCertificate(
            .own(service: "service", configuration: "hook"),
            files: TLSFiles(),
            credentials: credentials,
            readiness: ReplicaReadiness(),
            metrics: metrics
        )
    }

    private struct Pair {
        let chain: [UInt8]
        let key: [UInt8]

        init(name: String) throws {
            let now = WallClock.system.now().withoutFraction
            let authority = try CertificateAuthority.make(
                commonName: "Test CA",
                notBefore: now,
                lifetime: .seconds(90 * 86_400)
            )
            let leaf = try CertificateAuthority.issueServer(
                names: [name],
                by: authority,
                notBefore: now,
                lifetime: .seconds(30 * 86_400)
            )
            chain = try leaf.certificate.pem()
            key = try leaf.key.pem()
        }
    }

    @Test func `is the newest, also where the client CA changes at the same time`() async throws {
        let certificate = try makeCertificate()
        let names = ["a.example", "b.example"]
        let pairs = try names.map { try Pair(name: $0) }
        try certificate.serve(chain: pairs[1].chain, key: pairs[1].key)
        for round in 0..<200 {
            let pair = pairs[round % 2]
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try certificate.serveAgain() }
                group.addTask { try certificate.serve(chain: pair.chain, key: pair.key) }
                try await group.waitForAll()
            }
            try #require(credentials.current?.certificate.alternativeNames == "DNS:\(names[round % 2])")
        }
    }

    @Test func `stays one that was refused when the client CA changes`() throws {
        let certificate = try makeCertificate()
        let pair = try Pair(name: "a.example")
        let isRefused = metrics.certificateNotInForce.child(RefusedFile.certificate.rawValue)
        try certificate.serve(chain: pair.chain, key: pair.key)
        certificate.certificateFailed()
        try certificate.serveAgain()
        #expect(isRefused.value == 1)
        try certificate.serve(chain: pair.chain, key: pair.key)
        #expect(isRefused.value == 0)
    }
}
