/// What a ``CertificateKeeper`` is told.
package struct CertificateOptions: Sendable {
    /// Pullpass' own namespace, in which the Secret is.
    package var namespace: String
    /// The Service through which API servers call.
    package var service: String
    /// The MutatingWebhookConfiguration whose `caBundle` is kept.
    package var configuration: String

    /// The Secret that holds the CA and the certificate: the Service's name and `-tls`, as the chart has it.
    package var secret: String { service + "-tls" }

    /// The names that the certificate is for.
    package var names: [String] { CertificateTerms.names(service: service, namespace: namespace) }

    /// Makes options.
    package init(namespace: String, service: String, configuration: String) {
        self.namespace = namespace
        self.service = service
        self.configuration = configuration
    }
}

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
