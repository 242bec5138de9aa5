import TLS
import Text

/// Certificates for tests, made on the spot.
struct TestCertificates {
    static let now = Timestamp(seconds: 1_795_253_400)
    let authority: CertificateAndKey
    let leaf: CertificateAndKey

    init(names: [String] = ["localhost", "127.0.0.1", "::1"]) throws {
        authority = try CertificateAuthority.make(
            commonName: "Test CA",
            notBefore: Self.now,
            lifetime: .seconds(3_650 * 86_400)
        )
        leaf = try CertificateAuthority.issueServer(
            names: names,
            by: authority,
            notBefore: Self.now,
            lifetime: .seconds(90 * 86_400)
        )
    }
}
