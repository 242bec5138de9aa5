package import Sockets
package import TLS

/// A connection that its peer has ended since it does not take the server's certificate.
package struct CertificateRefusal: Sendable {
    /// What the peer says.
    package let alert: CertificateAlert
    /// The peer's address.
    package let peer: PeerAddress
    /// What it was shown.
    package let certificate: Certificate

    /// Describes one connection's end.
    package init(alert: CertificateAlert, peer: PeerAddress, certificate: Certificate) {
        self.alert = alert
        self.peer = peer
        self.certificate = certificate
    }
}
