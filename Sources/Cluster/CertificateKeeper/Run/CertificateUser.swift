/// What a ``CertificateKeeper`` tells the server whose certificate it keeps; called on its loop.
package protocol CertificateUser: Sendable {
    /// There is a certificate to serve, to all new connections, from now on.
    ///
    /// - Parameters:
    ///   - chain: PEM.
    ///   - key: PEM, unencrypted.
    /// - Throws: where it cannot be used; the one before goes on.
    func serve(chain: [UInt8], key: [UInt8]) throws

    /// The Secret holds something that cannot be used; the certificate before goes on.
    func certificateFailed()
}
