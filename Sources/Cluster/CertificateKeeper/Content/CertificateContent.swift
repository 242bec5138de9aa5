internal import TLS
internal import Text

/// What the Secret holds: the CA and its leaf, and in a rotation the CA that comes and those that go.
///
/// Prints without keys.
struct CertificateContent: Sendable, CustomStringConvertible {
    /// The CA that signed ``leaf``.
    var authority: Certificate
    /// Its key; nil where somebody has taken it away, which asks for another CA.
    var authorityKey: PrivateKey?
    /// What is served.
    var leaf: CertificateAndKey
    /// The CA that is being introduced.
    var next: CertificateAndKey?
    /// CAs that signed leaves which may still be served, the last one first.
    var retired: [RetiredAuthority] = []
    /// The request for another CA that was last met.
    var metRequest: String?

    /// The CAs that API servers must believe, in the order in which `caBundle` has them.
    var trusted: [Certificate] { [authority] + (next.map { [$0.certificate] } ?? []) + retired.map(\.certificate) }

    /// The same as a PEM text.
    func bundle() throws(TLSError) -> [UInt8] {
        var text: [UInt8] = []
        for certificate in trusted { text += try certificate.pem() }
        return text
    }

    var description: String {
        "leaf \(leaf.certificate.fingerprint.prefix(16)) of \(authority.subject), \(trusted.count) CAs"
    }
}
