internal import FoundationEssentials

/// A MutatingWebhookConfiguration of `admissionregistration.k8s.io/v1`, as far as the CAs of its webhooks go.
public struct WebhookConfigurationObject: KubernetesObject, Hashable {
    /// One of its webhooks.
    public struct Webhook: Sendable, Hashable {
        /// Its name; unique among them.
        public var name: String
        /// The CAs that the API server believes when it calls (PEM); empty for those of its system.
        public var caBundle: [UInt8]

        /// Makes a webhook.
        public init(name: String, caBundle: [UInt8] = []) {
            self.name = name
            self.caBundle = caBundle
        }
    }

    /// Its metadata.
    public var metadata: ObjectMetadata
    /// Its webhooks in order.
    public var webhooks: [Webhook]

    /// Makes a configuration.
    public init(metadata: ObjectMetadata, webhooks: [Webhook]) {
        self.metadata = metadata
        self.webhooks = webhooks
    }

    private struct Body: Decodable {
        struct Webhook: Decodable {
            struct ClientConfig: Decodable { var caBundle: Data? }
            var name: String
            var clientConfig: ClientConfig?
        }
        var metadata: ObjectMetadata
        var webhooks: [Webhook]?
    }

    /// Decodes a configuration; one without webhooks has none.
    public init(from decoder: any Decoder) throws {
        let body = try Body(from: decoder)
        metadata = body.metadata
        webhooks = (body.webhooks ?? []).map {
            Webhook(name: $0.name, caBundle: Array($0.clientConfig?.caBundle ?? Data()))
        }
    }
}

/// The strategic merge patch that sets the CAs of webhooks.
struct CABundlePatch: Encodable {
    struct Metadata: Encodable { var resourceVersion: String }
    struct Webhook: Encodable {
        struct ClientConfig: Encodable { var caBundle: Data }
        var name: String
        var clientConfig: ClientConfig
    }

    var metadata: Metadata
    var webhooks: [Webhook]

    init(_ bundle: [UInt8], webhooks names: [String], resourceVersion: String) {
        metadata = Metadata(resourceVersion: resourceVersion)
        webhooks = names.map { Webhook(name: $0, clientConfig: .init(caBundle: Data(bundle))) }
    }
}
