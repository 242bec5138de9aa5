import Testing

@testable import KubeletProtocol

@Suite struct `What a credential provider plugin is asked` {
    @Test func `is one object, in the order of the kubelet`() {
        let request = PluginRequest(apiVersion: "credentialprovider.kubelet.k8s.io/v1", image: "r.example.com/a")
        #expect(
            String(decoding: request.json, as: UTF8.self)
                == #"{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderRequest","image":"r.example.com/a"}"#
        )
    }
}
