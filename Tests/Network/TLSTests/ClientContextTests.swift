import TestSupport
import Testing

@testable import TLS

@Suite struct `A client's context` {
    @Test func `believes the first bundle of the distributions that is there, and SSL_CERT_FILE as well`() throws {
        let files = try TemporaryDirectory()
        let made = try TestCertificates()
        let first = try files.write("first.pem", made.authority.certificate.pem())
        let second = try files.write("second.pem", made.authority.certificate.pem())
        let extra = try files.write("extra.pem", TestCertificates().authority.certificate.pem())
        func description(_ bundles: [String], _ extraFile: String?) throws -> String {
            try TLSClientContext(trust: .system, system: SystemAuthorities(bundles: bundles, extraFile: extraFile))
                .trustDescription
        }
        #expect(try description([files.path("none"), first, second], nil) == "the authorities of \(first)")
        #expect(try description([first], extra) == "the authorities of \(first) and \(extra) (SSL_CERT_FILE)")
        #expect(try description([first], first) == "the authorities of \(first)")
        #expect(try description([files.path("none")], extra) == "the authorities of \(extra) (SSL_CERT_FILE)")
        #expect(try description([first], "") == "the authorities of \(first)")
        #expect(try description([first], files.path("none")).contains("SSL_CERT_FILE names \(files.path("none"))"))
    }

    @Test func `is not made without any authority, and the error says where they were looked for`() {
        let error = #expect(throws: TLSError.self) {
            try TLSClientContext(
                trust: .system,
                system: SystemAuthorities(bundles: ["/nowhere/a.pem", "/nowhere/b.pem"], extraFile: nil)
            )
        }
        #expect(error?.description.contains("/nowhere/a.pem, /nowhere/b.pem") == true)
        #expect(error?.description.contains("SSL_CERT_FILE") == true)
    }

    @Test(
        "refuses authorities that hold no certificate",
        arguments: ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    )
    func badAuthorities(pem: String) {
        let error = #expect(throws: TLSError.self) { try TLSClientContext(trust: .authorities(Array(pem.utf8))) }
        #expect(error?.description.contains("the certificate authorities") == true)
    }

    @Test func `refuses a certificate without its key, a key without its certificate, and a pair that is none`() throws
    {
        let made = try TestCertificates()
        let (certificate, key) = (try made.leaf.certificate.pem(), try made.leaf.key.pem())
        #expect(throws: TLSError.self) { try TLSClientContext(trust: .insecure, certificate: certificate) }
        #expect(throws: TLSError.self) { try TLSClientContext(trust: .insecure, key: key) }
        let error = #expect(throws: TLSError.self) {
            try TLSClientContext(trust: .insecure, certificate: certificate, key: PrivateKey.generateP256().pem())
        }
        #expect(error?.code == .keyMismatch)
        _ = try TLSClientContext(trust: .insecure, certificate: certificate, key: key)
    }
}
