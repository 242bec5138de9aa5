/// Where the serving certificate comes from.
enum CertificateMode: Sendable, Hashable {
    /// Files, read again when they change.
    case files
    /// A Secret that Pullpass keeps, for a Service and a MutatingWebhookConfiguration.
    case own(service: String, configuration: String)
}
