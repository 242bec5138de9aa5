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
                .policy: try Self.parsed(policy.policySpecJSON),
                .binding: try Self.parsed(policy.bindingSpecJSON),
            ]
            parts = [.policy, .binding]
        case .matchConditions:
            let conditions = try WebhookMatchConditions(configuration)
            guard let list = try Self.parsed(conditions.json)["matchConditions"] else { throw Self.unreadable }
            values = [.registration: list]
            parts = [.registration]
        }
    }

    /// Reads what our own generator wrote; to write anything else in its place would take the rules away in silence.
    private static func parsed(_ json: String) throws(PolicyError) -> JSONValue {
        guard let value = JSONValue(parsing: json) else { throw unreadable }
        return value
    }

    private static var unreadable: PolicyError {
        PolicyError(reason: "the rules that were generated are no JSON: this is a defect of Pullpass, please report it")
    }
}
