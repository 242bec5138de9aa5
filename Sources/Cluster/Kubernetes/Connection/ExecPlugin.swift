internal import Text
internal import YAML

/// A credential plugin of a kubeconfig: a program that prints an `ExecCredential`.
///
/// Source: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>.
package struct ExecPlugin: Sendable, Hashable {
    /// The program: a path, or a name to be found in PATH.
    package var command: String
    /// Its arguments.
    package var arguments: [String]
    /// Its whole environment, KUBERNETES_EXEC_INFO included.
    ///
    /// May hold credentials.
    package var environment: [String: String]
    /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
    package var apiVersion: String
    /// What to tell a person whose machine does not have the program.
    package var installHint: String?

    /// Makes a plugin.
    package init(
        command: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        apiVersion: String = "client.authentication.k8s.io/v1",
        installHint: String? = nil
    ) {
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.apiVersion = apiVersion
        self.installHint = installHint
    }

    /// Reads the `exec` of a user.
    init(
        _ node: YAMLNode,
        of entry: KubeConfig.Entry,
        connection: ClusterConnection,
        cluster: KubeConfig.Entry,
        environment: [String: String]
    ) throws(ConnectionError) {
        guard let command = node["command"]?.string, !command.isEmpty else {
            throw entry.error("has an exec plugin without a command")
        }
        let version = node["apiVersion"]?.string ?? ""
        switch version {
        case "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1": break
        case "client.authentication.k8s.io/v1alpha1":
            throw entry.error(
                "has an exec plugin of version v1alpha1, which Kubernetes has removed: "
                    + "write apiVersion: client.authentication.k8s.io/v1beta1, and update the plugin if it does not know that"
            )
        default:
            throw entry.error(
                "has an exec plugin whose apiVersion is neither client.authentication.k8s.io/v1 nor …/v1beta1"
            )
        }
        switch node["interactiveMode"]?.string {
        case "Always":
            throw entry.error("has an exec plugin that must talk to a person (interactiveMode: Always)")
        case nil where version.hasSuffix("/v1"):
            throw entry.error("has an exec plugin without interactiveMode: write Never or IfAvailable")
        default: break
        }

        // Like kubectl: a path with a slash is relative to the kubeconfig, a bare name is looked up in PATH.
        self.command = command.contains("/") ? entry.path(command) : command
        arguments = node["args"]?.sequence?.compactMap(\.string) ?? []
        apiVersion = version
        installHint = node["installHint"]?.string
        self.environment = environment
        for variable in node["env"]?.sequence ?? [] {
            guard let name = variable["name"]?.string else { continue }
            self.environment[name] = variable["value"]?.string ?? ""
        }
        let withCluster = node["provideClusterInfo"]?.bool ?? false
        self.environment["KUBERNETES_EXEC_INFO"] = Self.information(version, withCluster ? (connection, cluster) : nil)
    }

    /// The value of KUBERNETES_EXEC_INFO.
    private static func information(_ version: String, _ about: (ClusterConnection, KubeConfig.Entry)?) -> String {
        func entry(_ key: String, _ value: YAMLNode.Value) -> YAMLEntry { YAMLEntry(key: key, value: YAMLNode(value)) }
        var spec = [entry("interactive", .bool(false))]
        if let (connection, cluster) = about {
            var parts = [entry("server", .string(connection.server))]
            if let name = connection.serverName { parts.append(entry("tls-server-name", .string(name))) }
            switch connection.trust {
            case .system: break
            case .insecure: parts.append(entry("insecure-skip-tls-verify", .bool(true)))
            case .authorities(let pem):
                parts.append(entry("certificate-authority-data", .string(Base64.encode(pem))))
            }
            if let proxy = connection.proxy { parts.append(entry("proxy-url", .string(proxy))) }
            let extensions = cluster.node["extensions"]?.sequence ?? []
            let own = extensions.first { $0["name"]?.string == "client.authentication.k8s.io/exec" }
            if let config = own?["extension"] { parts.append(YAMLEntry(key: "config", value: config)) }
            spec.append(entry("cluster", .mapping(parts)))
        }
        let root: [YAMLEntry] = [
            entry("apiVersion", .string(version)), entry("kind", .string("ExecCredential")),
            entry("spec", .mapping(spec)),
        ]
        return YAMLNode(.mapping(root)).jsonText
    }
}

extension ExecPlugin: CustomStringConvertible, CustomReflectable {
    /// The command; arguments and environment may hold credentials.
    package var description: String { "exec plugin \(command)" }
    /// The command only.
    package var customMirror: Mirror { Mirror(self, children: ["command": command]) }
}
