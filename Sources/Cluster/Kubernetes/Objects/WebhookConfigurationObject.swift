internal import FoundationEssentials
package import Text

/// A MutatingWebhookConfiguration of `admissionregistration.k8s.io/v1`, as far as its webhooks' CAs and match conditions go.
package struct WebhookConfigurationObject: KubernetesObject, Hashable {
    /// One of its webhooks.
    package struct Webhook: Sendable, Hashable {
        /// Its name; unique among them.
        package var name: String
        /// The CAs that the API server believes when it calls (PEM); empty for those of its system.
        package var caBundle: [UInt8]
        /// Its `matchConditions`, a list; empty for none.
        package var matchConditions: JSONValue

        /// Makes a webhook.
        package init(name: String, caBundle: [UInt8] = [], matchConditions: JSONValue = .array([])) {
            self.name = name
            self.caBundle = caBundle
            self.matchConditions = matchConditions
        }
    }

    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Its webhooks in order.
    package var webhooks: [Webhook]

    /// Makes a configuration.
    package init(metadata: ObjectMetadata, webhooks: [Webhook]) {
        self.metadata = metadata
        self.webhooks = webhooks
    }

    private struct Body: Decodable {
        struct ClientConfig: Decodable { var caBundle: Data? }
        var name: String
        var clientConfig: ClientConfig?
        var matchConditions: JSONValue?
    }

    /// Makes it of what is read; one without webhooks has none.
    package init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        // The API server takes no object of more than 1.5 MiB, and each of its webhooks may have a bundle.
        let webhooks = try members["webhooks"]?.decode([Body].self, atMost: 4 << 20) ?? []
        self.webhooks = webhooks.map {
            Webhook(
                name: $0.name,
                caBundle: Array($0.clientConfig?.caBundle ?? Data()),
                matchConditions: $0.matchConditions ?? .array([])
            )
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

/// The strategic merge patch that sets the match conditions of webhooks.
enum MatchConditionsPatch {
    /// Its JSON; `conditions` is a list, which takes the place of the one that is there.
    static func json(_ conditions: JSONValue, webhooks names: [String], resourceVersion: String) -> JSONValue {
        var list: [JSONValue] = [.object(["$patch": .string("replace")])]
        if case .array(let elements) = conditions { list += elements }
        return .object([
            "metadata": .object(["resourceVersion": .string(resourceVersion)]),
            "webhooks": .array(names.map { .object(["name": .string($0), "matchConditions": .array(list)]) }),
        ])
    }
}
