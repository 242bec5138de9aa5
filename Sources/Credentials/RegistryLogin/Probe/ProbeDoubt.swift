import Configuration
import Credentials
import HTTPClient
import TLS

/// What somebody can do where a registry could not be asked, or could not say: each doubt has a way on.
struct ProbeDoubt: Sendable {
    /// Host and port as images have them.
    let host: String
    let kind: (any CredentialKind)?

    /// Where nothing is known but that the answer is strange.
    static let lookThere = "look at its log, and for a proxy in between"

    /// What to do about an exchange that brought no answer; nil where the task was given up.
    func advice(on error: HTTPClientError, asking url: HTTPURL) -> String? {
        switch error.phase {
        case .tls: return advice(onTLS: error, url)
        case .resolve:
            return
                "correct the name in matchImages, or run this where the name is known (in Pullpass' Pod: the cluster's DNS)"
        case .connect:
            return
                "look whether it runs and listens there, and whether firewalls and NetworkPolicies let Pullpass' Pod out to it"
        case .timeout:
            return
                "look whether firewalls and NetworkPolicies let Pullpass' Pod out to it, and write HTTPS_PROXY where only a proxy leads there"
        case .proxy:
            // The error itself may say so already.
            guard !error.cause.contains("NO_PROXY") else { return nil }
            return "let the proxy reach it, or add \(url.host) to NO_PROXY where no proxy is needed"
        case .send, .receive: return "try again; if it stays so, \(Self.lookThere)"
        case .request: return "correct matchImages"
        case .cancelled: return nil
        }
    }

    private func advice(onTLS error: HTTPClientError, _ url: HTTPURL) -> String {
        if let advice = error.trustAdvice { return advice }
        guard error.tls?.code == .notTLS else {
            return
                "look which TLS versions and client certificates it asks for: Pullpass speaks TLS 1.2 and 1.3 and shows no certificate"
        }
        return kind?.plainAdvice("http://\(url.authority)")
            ?? "correct the port in matchImages, or look for a proxy in between: such a registry speaks TLS"
    }

    /// What to do about an answer that is neither yes nor no.
    func advice(onStatus status: Int) -> String {
        switch status {
        case 300..<400: "correct the host in matchImages where it has moved: no credential is sent after a redirect"
        case 400, 404, 405: "look whether \(host) is a registry at all, and correct matchImages or endpoint"
        case 407: "write the proxy's user and password into HTTPS_PROXY"
        case 408, 429: "it is asked too often or has no time: try again later"
        case 500...: "it has trouble of its own: try again later, and look at its log"
        default: Self.lookThere
        }
    }
}
