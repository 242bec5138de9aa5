internal import Configuration
internal import Kubernetes
internal import Policy

/// What the objects are to say.
struct PolicyContent: Sendable, Hashable {
    /// Of policy and binding the `spec`, of the registration the `matchConditions` of each of its webhooks.
    let values: [PolicyPart: JSONValue]
    /// The parts in the order in which they are written: a binding without its policy would do nothing.
    let parts: [PolicyPart]

    /// Generates it from a configuration.
    ///
    /// - Throws: ``PolicyError`` where CEL cannot say it.
    init(_ configuration: Configuration, _ options: PolicyKeeperOptions) throws(PolicyError) {
        switch options.target {
        case .policy(let name, _):
            let names = PolicyOptions(
                name: name,
                ownNamespace: options.namespace,
                onlyNamespaces: options.onlyNamespaces
            )
            let policy = try AdmissionPolicy(configuration, options: names)
            values = [
                .policy: Self.parsed(policy.policySpecJSON),
                .binding: Self.parsed(policy.bindingSpecJSON),
            ]
            parts = [.policy, .binding]
        case .matchConditions:
            let conditions = try WebhookMatchConditions(configuration)
            let document = Self.parsed(conditions.json)
            values = [.registration: document["matchConditions"] ?? .array([])]
            parts = [.registration]
        }
    }

    /// Reads what our own generator wrote; to write anything else in its place would take the rules away in silence.
    private static func parsed(_ json: String) -> JSONValue {
        guard let value = JSONValue(parsing: json) else { preconditionFailure("the generator wrote what is no JSON") }
        return value
    }
}
