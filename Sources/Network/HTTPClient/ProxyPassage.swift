/// The proxy that a request went through, for whoever has to tell why it failed.
///
/// Without the credentials that the proxy's URL may hold.
package struct ProxyPassage: Sendable, Hashable {
    /// What names the proxy: `HTTPS_PROXY`, `http_proxy`, or another setting.
    package let variable: String
    /// The proxy's host and port.
    package let proxy: String

    init(variable: String, proxy: HTTPURL) {
        self.variable = variable
        self.proxy = proxy.endpoint
    }

    /// `the proxy 10.0.0.1:3128 of HTTPS_PROXY`.
    package var description: String { "the proxy \(proxy) of \(variable)" }
}

extension HTTPClientError {
    /// What to do about a failure on the way through a proxy; nil where there was none, or where it is nobody's.
    package var proxyAdvice: String? {
        guard let passage, phase != .request, phase != .cancelled else { return nil }
        let bypass = "add \(name) to NO_PROXY where it is to be reached without it"
        if phase == .tls {
            return
                "where the proxy shows certificates of its own, let SSL_CERT_FILE name a file that has its CA as well; or \(bypass)"
        }
        if proxyStatus == 407 {
            return
                "write user and password of \(passage.description) into that URL (@, : and / in them as %40, %3A and %2F), "
                + "or \(bypass)"
        }
        return "let \(passage.description) through to \(host), or \(bypass)"
    }

    /// The host without its port, as NO_PROXY has it.
    private var name: String {
        let host = host[..<(host.lastIndex(of: ":") ?? host.endIndex)]
        return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
    }
}
