internal import Names
internal import Text

/// The path of a resource or an object in the API, taken apart.
///
/// Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology>.
package struct ResourcePath: Sendable, Hashable {
    /// The API group; empty for the core.
    package var group: String
    /// The version: `v1`.
    package var version: String
    /// The resource: `secrets`.
    package var resource: String
    /// The namespace; nil for all namespaces and for objects of the cluster.
    package var namespace: String?
    /// The object's name; nil for the collection.
    package var name: String?

    /// Makes a path.
    package init(
        group: String = "",
        version: String = "v1",
        resource: String,
        namespace: String? = nil,
        name: String? = nil
    ) {
        self.group = group
        self.version = version
        self.resource = resource
        self.namespace = namespace
        self.name = name
    }

    /// Takes a path apart; nil where it names no resource.
    ///
    /// A subresource counts to the resource: `pods/eviction`.
    package init?(parsing path: String) {
        var parts = path.split(separator: "/").map(String.init)[...]
        switch parts.popFirst() {
        case "api": group = ""
        case "apis":
            guard let first = parts.popFirst() else { return nil }
            group = first
        default: return nil
        }
        guard let version = parts.popFirst(), var resource = parts.popFirst() else { return nil }
        self.version = version
        namespace = nil
        name = parts.popFirst()
        if resource == "namespaces", let inner = parts.popFirst() {
            namespace = name
            resource = inner
            name = parts.popFirst()
        }
        if let subresource = parts.popFirst() { resource += "/" + subresource }
        self.resource = resource
    }

    /// The path as text, parts percent-encoded.
    package var path: String {
        var text = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if let namespace { text += "/namespaces/" + PercentEncoding.encode(namespace) }
        text += "/" + resource
        if let name { text += "/" + PercentEncoding.encode(name) }
        return text
    }

    /// The namespaces of the cluster.
    package static let namespaces = ResourcePath(resource: "namespaces")
    /// The Secrets of all namespaces.
    package static let secrets = ResourcePath(resource: "secrets")

    /// The Secrets of a namespace, or one of them.
    package static func secrets(namespace: String, name: String? = nil) -> ResourcePath {
        ResourcePath(resource: "secrets", namespace: namespace, name: name)
    }

    /// The ServiceAccounts of a namespace, or one of them.
    package static func serviceAccounts(namespace: String, name: String? = nil) -> ResourcePath {
        ResourcePath(resource: "serviceaccounts", namespace: namespace, name: name)
    }

    /// The Leases of a namespace, or one of them.
    package static func leases(namespace: String, name: String? = nil) -> ResourcePath {
        ResourcePath(group: "coordination.k8s.io", resource: "leases", namespace: namespace, name: name)
    }

    /// The MutatingWebhookConfigurations of the cluster, or one of them.
    package static func mutatingWebhookConfigurations(name: String? = nil) -> ResourcePath {
        ResourcePath(group: "admissionregistration.k8s.io", resource: "mutatingwebhookconfigurations", name: name)
    }

    /// The MutatingAdmissionPolicies of the cluster, or one of them.
    package static func mutatingAdmissionPolicies(name: String? = nil) -> ResourcePath {
        ResourcePath(group: "admissionregistration.k8s.io", resource: "mutatingadmissionpolicies", name: name)
    }

    /// The bindings of MutatingAdmissionPolicies, or one of them.
    package static func mutatingAdmissionPolicyBindings(name: String? = nil) -> ResourcePath {
        ResourcePath(group: "admissionregistration.k8s.io", resource: "mutatingadmissionpolicybindings", name: name)
    }

    /// The ClusterRoles, or one of them.
    package static func clusterRoles(name: String? = nil) -> ResourcePath {
        ResourcePath(group: "rbac.authorization.k8s.io", resource: "clusterroles", name: name)
    }

    /// The PullRegistries of the cluster, or one of them.
    package static func pullRegistries(name: String? = nil) -> ResourcePath {
        ResourcePath(group: PullpassKey.domain, version: "v1alpha1", resource: "pullregistries", name: name)
    }

    /// The Events of a namespace, or one of them.
    package static func events(namespace: String, name: String? = nil) -> ResourcePath {
        ResourcePath(resource: "events", namespace: namespace, name: name)
    }
}
