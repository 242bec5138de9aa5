/// The connection of a Pod with its ServiceAccount.
///
/// Source: <https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/>.
package enum InCluster {
    /// Where the kubelet mounts the ServiceAccount.
    package static let directory = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// Whether this process runs in a Pod.
    package static func isPresent(in environment: [String: String]) -> Bool {
        !(environment["KUBERNETES_SERVICE_HOST"] ?? "").isEmpty
    }

    /// Reads what the kubelet has mounted.
    ///
    /// The token itself is read when it is needed, since it is replaced every hour or so; the authorities are read again, since they are rotated
    /// some day.
    package static func connection(
        environment: [String: String],
        directory: String = directory
    ) throws(ConnectionError) -> ClusterConnection {
        guard let host = try TextCheck.variable("KUBERNETES_SERVICE_HOST", in: environment),
            let port = try TextCheck.variable("KUBERNETES_SERVICE_PORT", in: environment), UInt16(port) != nil
        else {
            throw ConnectionError(
                "this is no Pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; give a kubeconfig instead"
            )
        }
        let token = "\(directory)/token"
        guard LocalFile.exists(token) else {
            throw ConnectionError(
                "the ServiceAccount's token \(token) is missing; the Pod must not set automountServiceAccountToken to false"
            )
        }
        // An IPv6 address stands in brackets in a URL.
        let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let authorities = "\(directory)/ca.crt"
        return ClusterConnection(
            server: "https://\(authority)",
            trust: .authorities(try LocalFile.read(authorities, "the cluster's CA file")),
            authoritiesFile: authorities,
            user: ClusterUser(.tokenFile(path: token, fallback: nil)),
            namespace: try? LocalFile.text("\(directory)/namespace", "the namespace file")
        )
    }
}
