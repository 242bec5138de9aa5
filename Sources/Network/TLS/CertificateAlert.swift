/// What a peer says of the certificate that it was shown, when it ends the handshake for it (RFC 8446 section 6.2).
///
/// | who | what they say |
/// |---|---|
/// | Go, and so the API server | `bad_certificate`, whatever the reason: unknown authority, another name, expired |
/// | OpenSSL (curl, Python) | `unknown_ca`, `certificate_expired`, `bad_certificate` for another name |
/// | Java, browsers | `certificate_unknown` |
package enum CertificateAlert: String, Sendable, Hashable, CaseIterable {
    case badCertificate = "bad_certificate"
    case unsupportedCertificate = "unsupported_certificate"
    case certificateRevoked = "certificate_revoked"
    case certificateExpired = "certificate_expired"
    case certificateUnknown = "certificate_unknown"
    case unknownCA = "unknown_ca"

    /// The alert of a number; nil for one that is about something else.
    init?(number: CInt) {
        switch number {
        case 42: self = .badCertificate
        case 43: self = .unsupportedCertificate
        case 44: self = .certificateRevoked
        case 45: self = .certificateExpired
        case 46: self = .certificateUnknown
        case 48: self = .unknownCA
        default: return nil
        }
    }
}
