internal import Configuration
internal import Policy
internal import Text

/// What the objects are to say.
struct PolicyContent: Sendable, Hashable {
    /// Of policy and binding the `spec`, of the registration the `matchConditions` of each of its webhooks.
    let values: [PolicyPart: JSONValue]

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
            values = [.policy: policy.policySpec, .binding: policy.bindingSpec]
        case .matchConditions:
            values = [.registration: try WebhookMatchConditions(configuration).conditions]
        }
    }
}
