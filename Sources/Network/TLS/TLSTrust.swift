/// Whom a TLS client believes.
package enum TLSTrust: Sendable {
    /// The authorities of the system: the bundle where the distributions keep it, and those of the file that
    /// `SSL_CERT_FILE` names.
    case system
    /// The authorities of the system, if there are any, and the certificates of this PEM text.
    case systemAnd([UInt8])
    /// The certificates of this PEM text and no others.
    case authorities([UInt8])
    /// Nobody: every handshake fails and says so; for clients that speak plain HTTP, and where the system has no authorities.
    case nobody
    /// Everybody: whoever is in between reads and changes everything. Only where somebody asks for exactly that
    /// (`insecure-skip-tls-verify` of a kubeconfig).
    case insecure
}
