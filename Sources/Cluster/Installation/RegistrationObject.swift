internal import Configuration
internal import Kubernetes
internal import Names
internal import Text

/// A MutatingWebhookConfiguration with all that decides whether and how its webhooks are called.
struct RegistrationObject: KubernetesObject {
    /// The API server takes no object of more than 1.5 MiB.
    private static let maximumBytes = 4 << 20

    let metadata: ObjectMetadata
    let webhooks: [RegisteredWebhook]

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        let entries = try members["webhooks"]?.decode([JSONValue].self, atMost: Self.maximumBytes) ?? []
        webhooks = entries.map { RegisteredWebhook($0, of: metadata.name) }
    }
}

extension RegisteredWebhook {
    init(_ entry: JSONValue, of configuration: String) {
        let client = entry["clientConfig"]
        self.init(
            configuration: configuration,
            name: entry.text("name") ?? "",
            service: client?["service"].map {
                ServiceReference(
                    namespace: $0.text("namespace") ?? "",
                    name: $0.text("name") ?? "",
                    path: $0.text("path") ?? "/",
                    port: $0.whole("port") ?? 443
                )
            },
            url: client?.text("url"),
            caBundle: client?.text("caBundle").flatMap { Base64.decode($0) } ?? [],
            namespaceSelector: LabelSelector(entry["namespaceSelector"]),
            objectSelector: LabelSelector(entry["objectSelector"]),
            failurePolicy: entry.text("failurePolicy") ?? "Fail",
            timeoutSeconds: entry.whole("timeoutSeconds") ?? 10,
            hasMatchConditions: !entry.list("matchConditions").isEmpty
        )
    }

    /// Whether it bears a name of the chart's; what a person registers by hand may be called anything.
    var isNamedOurs: Bool { name.hasSuffix(".\(PullpassKey.domain)") }
}

extension LabelSelector {
    /// Reads one as the API server writes it; nil where it is none.
    ///
    /// One that is not there selects everything.
    init?(_ value: JSONValue?) {
        self.init()
        guard let value, value != .null else { return }
        if case .object(let labels)? = value["matchLabels"] {
            for (key, label) in labels {
                guard case .string(let text) = label else { return nil }
                matchLabels[key] = text
            }
        }
        for entry in value.list("matchExpressions") {
            guard let key = entry.text("key"), let word = entry.text("operator"),
                let comparison = Expression.Operator(rawValue: word)
            else { return nil }
            let values = entry.list("values").compactMap(\.asText)
            matchExpressions.append(Expression(key: key, operator: comparison, values: values))
        }
    }
}
