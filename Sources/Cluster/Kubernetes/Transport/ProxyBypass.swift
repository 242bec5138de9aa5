internal import HTTPClient

/// What to do where requests to an API server go through a proxy that does not let them through: most often nobody meant them to.
///
/// The API server of a Pod has an address and no name, so that `.svc` and `.cluster.local` in `NO_PROXY` do not cover it.
struct ProxyBypass: Sendable, Hashable {
    /// The proxy.
    let passage: ProxyPassage
    /// What to do.
    let advice: String

    /// Nil where the API server is reached directly.
    ///
    /// - Parameters:
    ///   - proxy: The proxies of the environment or of the connection.
    ///   - url: The API server's.
    ///   - connection: The connection, whose kubeconfig may name the proxy.
    ///   - environment: The variables, which in a Pod name the Service `kubernetes`.
    init?(_ proxy: ProxySettings, to url: HTTPURL, of connection: ClusterConnection, environment: [String: String]) {
        guard let passage = proxy.passage(for: url) else { return nil }
        self.passage = passage
        advice =
            if connection.proxy != nil {
                "correct or remove proxy-url of the cluster in the kubeconfig"
            } else if Self.isService(url, environment) {
                "add \(url.host) (the address of the Service kubernetes) to NO_PROXY"
            } else {
                "add \(url.host) to NO_PROXY where it is to be reached without the proxy"
            }
    }

    /// Whether a URL is that of the Service `kubernetes`, which has the first address of a cluster's range for Services.
    private static func isService(_ url: HTTPURL, _ environment: [String: String]) -> Bool {
        if let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty { return host.lowercased() == url.host }
        let parts = url.host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return url.port == 443 && parts.count == 4 && !parts.contains(nil) && parts[2...] == [0, 1]
    }

    /// The error of a request that went this way.
    func error(_ reason: String, wasNeverSent: Bool) -> KubernetesTransportError {
        KubernetesTransportError("\(reason): \(advice)", wasNeverSent: wasNeverSent)
    }
}

extension ClusterConnection {
    /// What to do where an API server does not answer that is asked through a proxy: which proxy, and what to add to NO_PROXY.
    ///
    /// - Returns: Nil where it is asked directly.
    package func proxyAdvice(environment: [String: String]) -> String? {
        guard let url = try? HTTPURL(parsing: server), let settings = try? proxySettings(environment: environment),
            let bypass = ProxyBypass(settings, to: url, of: self, environment: environment)
        else { return nil }
        return "it is asked through \(bypass.passage.description): \(bypass.advice)"
    }

    /// The proxies of the kubeconfig, else of the environment.
    func proxySettings(environment: [String: String]) throws(ProxySettingsError) -> ProxySettings {
        guard let proxy else { return try ProxySettings(environment: environment) }
        return try ProxySettings(proxy: proxy, setting: "proxy-url")
    }
}
