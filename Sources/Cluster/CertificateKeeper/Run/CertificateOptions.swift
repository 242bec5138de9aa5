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
