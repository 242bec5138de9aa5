import FoundationEssentials
import TLS
import Text

/// A certificate for a peer at 127.0.0.1, and the authority that a client has to believe.
struct ServerCertificate: Sendable {
    /// The authority, PEM.
    let authority: [UInt8]
    let context: TLSServerContext

    init(names: [String] = ["127.0.0.1"]) throws {
        let start = WallClock.system.now().withoutFraction - .seconds(3600)
        let made = try CertificateAuthority.make(commonName: "CA", notBefore: start, lifetime: .seconds(86_400))
        let leaf = try CertificateAuthority.issueServer(
            names: names,
            by: made,
            notBefore: start,
            lifetime: .seconds(86_400)
        )
        authority = try made.certificate.pem()
        context = try TLSServerContext(chain: leaf.certificate.pem(), key: leaf.key.pem())
    }
}
