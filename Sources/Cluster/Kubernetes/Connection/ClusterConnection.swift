/// Where an API server is, whom to believe that it is the one, and who we are.
package struct ClusterConnection: Sendable {
    /// Which certificates of the server are accepted.
    package enum Trust: Sendable, Hashable {
        /// Those of the system's authorities.
        case system
        /// Those of these authorities, in PEM.
        case authorities([UInt8])
        /// Any: for a laptop only.
        case insecure
    }

    /// The server's URL: scheme, host, port and the path before `/api`, without a slash at the end.
    package var server: String
    /// The authorities.
    package var trust: Trust
    /// The file that they were read from, which is read again; nil where they stood elsewhere.
    package var authoritiesFile: String?
    /// The name that the certificate must have, where it is not the URL's host.
    package var serverName: String?
    /// The proxy's URL; nil for the one that the environment names.
    package var proxy: String?
    /// Who we are.
    package var user: ClusterUser
    /// The namespace that the Pod or the context names.
    package var namespace: String?

    /// Makes a connection.
    package init(
        server: String,
        trust: Trust,
        authoritiesFile: String? = nil,
        serverName: String? = nil,
        proxy: String? = nil,
        user: ClusterUser = ClusterUser(),
        namespace: String? = nil
    ) {
        self.server = server
        self.trust = trust
        self.authoritiesFile = authoritiesFile
        self.serverName = serverName
        self.proxy = proxy
        self.user = user
        self.namespace = namespace
    }

    /// Finds the way: the kubeconfig that was asked for, else the Pod's own ServiceAccount, else the kubeconfig that `kubectl`
    /// would take.
    package static func find(
        kubeconfig: String? = nil,
        context: String? = nil,
        environment: [String: String]
    ) throws(ConnectionError) -> ClusterConnection {
        if kubeconfig == nil, context == nil, InCluster.isPresent(in: environment) {
            return try InCluster.connection(environment: environment)
        }
        return try KubeConfig.load(path: kubeconfig, environment: environment).connection(context: context)
    }
}
