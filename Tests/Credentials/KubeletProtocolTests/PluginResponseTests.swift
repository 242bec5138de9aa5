import Images
import Testing

@testable import KubeletProtocol

@Suite struct `What a credential provider plugin prints` {
    private static let version = "credentialprovider.kubelet.k8s.io/v1"

    private static func json(_ more: String, version: String = version, kind: String = "CredentialProviderResponse")
        -> String
    {
        #"{"apiVersion":"\#(version)","kind":"\#(kind)"\#(more)}"#
    }

    @Test func `has the credential that the kubelet would try first for the image, and a life`() throws {
        let auth =
            #"{"r.example.com":{"username":"u","password":"hunter2"},"r.example.com/team":{"username":"t","password":"hunter2"}}"#
        let text = Self.json(#","cacheKeyType":"Image","cacheDuration":"1h30m0s","auth":\#(auth)"#)
        let response = try PluginResponse(Array(text.utf8), apiVersion: Self.version)
        #expect(try response.cacheLife == .seconds(5400))
        let ended = Self.json(#","cacheKeyType":"Image","cacheDuration":"-1m0s""#)
        #expect(try PluginResponse(Array(ended.utf8), apiVersion: Self.version).cacheLife == .zero)
        #expect(response.credential(for: try ImageReference(parsing: "r.example.com/team/x"))?.username == "t")
        #expect(response.credential(for: try ImageReference(parsing: "r.example.com/other/x"))?.username == "u")
        #expect(response.credential(for: try ImageReference(parsing: "s.example.com/x")) == nil)
        var dumped = ""
        dump(response, to: &dumped)
        #expect(!"\(response) \(dumped)".contains("hunter2"))
    }

    @Test(
        arguments: [
            (" ", "it printed nothing"),
            ("no", "what it printed is no CredentialProviderResponse in JSON, and nothing else may be printed"),
            (
                json("", kind: "CredentialProviderRequest"),
                "what it printed has another kind than CredentialProviderResponse"
            ),
            (
                json("", version: "credentialprovider.kubelet.k8s.io/v1beta1"),
                "it answered with apiVersion credentialprovider.kubelet.k8s.io/v1beta1 to a request of "
                    + "credentialprovider.kubelet.k8s.io/v1"
            ),
            (json(#","cacheKeyType":"Pod""#), "its cacheKeyType is none of Image, Registry and Global"),
            (json(#","cacheKeyType":"Global","cacheDuration":"an hour""#), "its cacheDuration is no duration"),
        ]
    )
    func `is refused where the kubelet would drop it`(text: String, reason: String) throws {
        let flaw = #expect(throws: PluginResponse.Flaw.self) {
            _ = try PluginResponse(Array(text.utf8), apiVersion: Self.version).cacheLife
        }
        #expect(flaw?.reason == reason)
    }
}
