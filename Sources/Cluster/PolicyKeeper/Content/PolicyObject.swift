internal import Kubernetes
internal import Text

/// An object with rules, as far as it matters here.
struct PolicyObject: HasMetadata {
    var metadata: ObjectMetadata
    /// Of policy and binding the `spec`, of the registration a list: the `matchConditions` of each webhook.
    var value: JSONValue
    /// The webhooks' names; of a registration alone.
    var webhooks: [String] = []
}

extension PolicyObject {
    init(_ object: SpecObject) { self.init(metadata: object.metadata, value: object.spec) }

    init(_ registration: WebhookConfigurationObject) {
        self.init(
            metadata: registration.metadata,
            value: .array(registration.webhooks.map(\.matchConditions)),
            webhooks: registration.webhooks.map(\.name)
        )
    }
}
