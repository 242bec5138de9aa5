import HTTPServer
import TLS
import TestSupport
import Text

extension TLSCredentials {
    /// A certificate for `localhost`, of an authority of its own.
    static func forLocalhost() throws -> TLSCredentials {
        let now = WallClock.system.now().withoutFraction
        let authority = try CertificateAuthority.make(
            commonName: "Test CA",
            notBefore: now - .seconds(86_400),
            lifetime: .seconds(90 * 86_400)
        )
        let leaf = try CertificateAuthority.issueServer(
            names: ["localhost"],
            by: authority,
            notBefore: now - .seconds(86_400),
            lifetime: .seconds(30 * 86_400)
        )
        return TLSCredentials(try TLSServerContext(chain: leaf.certificate.pem(), key: leaf.key.pem()))
    }
}
