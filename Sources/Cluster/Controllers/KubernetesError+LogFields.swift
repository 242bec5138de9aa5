package import Kubernetes
package import Logs

extension KubernetesError {
    /// What was asked for of what, and the answer's code, for a line whose message is the error.
    package var logFields: LogFields {
        var fields: LogFields = [.verb: "\(verb)"]
        if let status { fields[.code] = .number(status.code) }
        guard let place = ResourcePath(parsing: path) else { return fields }
        fields[.resource] = "\(place.resource)"
        if let namespace = place.namespace { fields[.namespace] = "\(namespace)" }
        if let name = place.name ?? selectedName { fields[Self.key(of: place.resource)] = "\(name)" }
        return fields
    }

    private static func key(of resource: String) -> LogKey {
        switch resource.split(separator: "/").first {
        case "secrets": .secret
        case "pods": .pod
        case "namespaces": .namespace
        default: .name
        }
    }
}
