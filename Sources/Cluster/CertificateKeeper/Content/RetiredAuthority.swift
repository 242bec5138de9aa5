internal import TLS
internal import Text

/// A CA that signed leaves which may still be served.
struct RetiredAuthority: Sendable {
    let certificate: Certificate
    /// When the last of those leaves has expired: it is believed until then.
    let until: Timestamp

    /// How a Secret calls it: the beginning of its fingerprint.
    var mark: String { Self.mark(of: certificate) }

    static func mark(of certificate: Certificate) -> String { String(certificate.fingerprint.prefix(16)) }
}
