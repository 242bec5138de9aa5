/// What is listed and watched.
package struct WatchTarget: Sendable, Hashable {
    /// The collection's path: `/api/v1/secrets`.
    package var path: String
    /// For example `metadata.name=pullpass-hub`.
    package var fieldSelector: String?
    /// For example `app.kubernetes.io/name=pullpass`.
    package var labelSelector: String?
    /// Whether only metadata is wanted, so that no data is sent.
    package var metadataOnly: Bool

    /// Makes a target.
    package init(path: String, fieldSelector: String? = nil, labelSelector: String? = nil, metadataOnly: Bool = false) {
        self.path = path
        self.fieldSelector = fieldSelector
        self.labelSelector = labelSelector
        self.metadataOnly = metadataOnly
    }

    /// All namespaces.
    package static let namespaces = WatchTarget(path: ResourcePath.namespaces.path)

    /// The Secrets of one name in all namespaces, without their data: what `resourceNames` in RBAC allows.
    package static func secretMetadata(named name: String) -> WatchTarget {
        WatchTarget(path: ResourcePath.secrets.path, fieldSelector: "metadata.name=\(name)", metadataOnly: true)
    }

    /// The Secrets of a namespace, with their data.
    package static func secrets(namespace: String, labelSelector: String? = nil) -> WatchTarget {
        WatchTarget(path: ResourcePath.secrets(namespace: namespace).path, labelSelector: labelSelector)
    }

    /// One Secret of a namespace, with its data.
    package static func secret(namespace: String, name: String) -> WatchTarget {
        WatchTarget(path: ResourcePath.secrets(namespace: namespace).path, fieldSelector: "metadata.name=\(name)")
    }

    /// One MutatingWebhookConfiguration.
    package static func mutatingWebhookConfiguration(named name: String) -> WatchTarget {
        WatchTarget(
            path: ResourcePath.mutatingWebhookConfigurations().path,
            fieldSelector: "metadata.name=\(name)"
        )
    }

    /// The one object of the cluster that a path names: what `resourceNames` in RBAC allows.
    package static func object(at path: ResourcePath) -> WatchTarget {
        var collection = path
        collection.name = nil
        return WatchTarget(path: collection.path, fieldSelector: path.name.map { "metadata.name=\($0)" })
    }

    /// The one name that the field selector allows.
    var selectedName: String? {
        guard let fieldSelector, fieldSelector.hasPrefix("metadata.name="), !fieldSelector.contains(",") else {
            return nil
        }
        return String(fieldSelector.dropFirst("metadata.name=".count))
    }

    var selectors: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let fieldSelector { query.append(("fieldSelector", fieldSelector)) }
        if let labelSelector { query.append(("labelSelector", labelSelector)) }
        return query
    }

    var resourceName: String { ResourcePath(parsing: path)?.resource ?? path }
}
