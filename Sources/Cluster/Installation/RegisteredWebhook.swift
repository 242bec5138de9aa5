package import Configuration

/// A webhook of a MutatingWebhookConfiguration, as far as it decides whether and how the API server calls Pullpass.
package struct RegisteredWebhook: Sendable, Hashable {
    /// The MutatingWebhookConfiguration.
    package var configuration: String
    /// Its own name.
    package var name: String
    /// The Service that is called; nil for a URL.
    package var service: ServiceReference?
    /// The URL that is called; nil for a Service.
    package var url: String?
    /// The CAs that the API server believes (PEM); empty for those of its system.
    package var caBundle: [UInt8]
    /// Which namespaces' Pods it is asked about; nil where that cannot be read.
    package var namespaceSelector: LabelSelector?
    /// Which Pods it is asked about; nil where that cannot be read.
    package var objectSelector: LabelSelector?
    /// `Ignore` or `Fail`.
    package var failurePolicy: String
    /// How long the API server waits.
    package var timeoutSeconds: Int
    /// Whether it has match conditions.
    package var hasMatchConditions: Bool
}

/// A Service that a webhook's registration names.
package struct ServiceReference: Sendable, Hashable {
    /// Its namespace.
    package var namespace: String
    /// Its name.
    package var name: String
    /// The path that is called.
    package var path: String
    /// The Service's port.
    package var port: Int
}
