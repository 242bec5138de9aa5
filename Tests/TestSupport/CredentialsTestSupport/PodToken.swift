import Configuration
import Credentials
import TLS
import Text

@testable import Providers

/// A ServiceAccount's token as a kubelet brings it, signed by the key of the fixtures.
struct PodToken: Sendable {
    var namespace = "team"
    var name = "puller"
    var uid = "11111111-2222-3333-4444-555555555555"
    var audience = "sts.amazonaws.com"
    var pod = "web-0"
    /// Seconds from ``noon`` on.
    var life: Int64 = 3600

    /// Its compact form.
    func text() throws -> String {
        let now = noon.now().wholeSeconds
        let claims = """
            {"aud":["\(audience)"],"exp":\(now + life),"iat":\(now),"iss":"\(FakeServiceAccounts.issuer)","kubernetes.io":{"namespace":"\(
                namespace)","node":{"name":"n","uid":"6"},"pod":{"name":"\(pod)","uid":"7"},"serviceaccount":{"name":"\(name)","uid":"\(uid)"}},"sub":"system:serviceaccount:\(
                namespace):\(name)"}
            """
        let signed = [#"{"alg":"RS256","kid":"k","typ":"JWT"}"#, claims].map { Base64.encodeURL(Array($0.utf8)) }
            .joined(separator: ".")
        return try "\(signed).\(Base64.encodeURL(SigningKey.parsed().signRS256(Array(signed.utf8))))"
    }

    /// A kubelet's request with it.
    func request(_ annotations: [String: String] = [:]) throws -> RequestServiceAccount {
        RequestServiceAccount(token: SecretText(try text()), annotations: annotations)
    }
}
