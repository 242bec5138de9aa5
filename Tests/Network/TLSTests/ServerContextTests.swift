import TLS
import Testing

@Suite struct ServerContextTests {
    @Test("A certificate and its key make a context that shows the leaf")
    func good() throws {
        let made = try TestCertificates()
        let context = try TLSServerContext(chain: made.leaf.certificate.pem(), key: made.leaf.key.pem())
        #expect(context.certificate.fingerprint == made.leaf.certificate.fingerprint)
    }

    @Test("A key of another certificate is refused, and the message says which way round")
    func mismatch() throws {
        let made = try TestCertificates()
        let other = try PrivateKey.generateP256()
        let error = #expect(throws: TLSError.self) {
            try TLSServerContext(chain: made.leaf.certificate.pem(), key: other.pem())
        }
        #expect(error?.code == .keyMismatch)
        #expect(error?.description.contains("does not belong") == true)
    }

    @Test("Certificate and key given the wrong way round are told apart")
    func swapped() throws {
        let made = try TestCertificates()
        let error = #expect(throws: TLSError.self) {
            try TLSServerContext(chain: made.leaf.key.pem(), key: made.leaf.certificate.pem())
        }
        #expect(error?.description.contains("certificate chain") == true)
    }

    @Test("A client CA file without a certificate is refused: an empty one must not let everybody in")
    func emptyClientCA() throws {
        let made = try TestCertificates()
        let error = #expect(throws: TLSError.self) {
            try TLSServerContext(chain: made.leaf.certificate.pem(), key: made.leaf.key.pem(), clientCA: [])
        }
        #expect(error?.description.contains("client CA") == true)
    }
}
