import Configuration
import Images
import Testing

@testable import KubeletProtocol

@Suite struct `The answer of Pullpass' plugin` {
    private static let answer = PluginAnswer(
        cacheKeyType: .image,
        cacheDuration: .seconds(5400),
        auth: [
            .init(key: "ghcr.io/team", login: .init(username: #"a"b"#, password: SecretText("hunter2é"))),
            .init(key: "*.*", login: nil),
        ]
    )

    @Test(arguments: ["v1", "v1beta1", "v1alpha1"])
    func `is one line, in the version of the request`(version: String) throws {
        let version = "credentialprovider.kubelet.k8s.io/\(version)"
        let bytes = Self.answer.json(apiVersion: version)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"kind":"CredentialProviderResponse","apiVersion":"\#(version)","cacheKeyType":"Image","#
                + #""cacheDuration":"1h30m0s","auth":{"ghcr.io/team":{"username":"a\"b","password":"hunter2é"},"*.*":{}}}"#
                + "\n"
        )
        let read = try PluginResponse(bytes, apiVersion: version)
        #expect(try read.cacheLife == .seconds(5400))
        #expect(read.credential(for: try ImageReference(parsing: "ghcr.io/team/app"))?.password == "hunter2é")
        #expect(read.credential(for: try ImageReference(parsing: "ghcr.io/other/app")) == nil)
    }

    @Test func `is whole where there is nothing in it`() {
        let answer = PluginAnswer(cacheKeyType: .registry, cacheDuration: .zero, auth: [])
        #expect(
            String(decoding: answer.json(apiVersion: "a/v1"), as: UTF8.self)
                == #"{"kind":"CredentialProviderResponse","apiVersion":"a/v1","cacheKeyType":"Registry","cacheDuration":"0s","auth":{}}"#
                + "\n"
        )
    }

    @Test func `prints nothing of a credential but where it is meant to`() {
        var dumped = ""
        dump(Self.answer, to: &dumped)
        #expect(!"\(Self.answer) \(Self.answer.auth) \(dumped)".contains("hunter2"))
    }

    @Test(
        arguments: [
            (0, "0s"), (-5, "0s"), (59, "59s"), (300, "5m0s"), (3600, "1h0m0s"), (21_599, "5h59m59s"),
            (360_000, "100h0m0s"),
        ]
    )
    func `says durations as Go does`(seconds: Int, text: String) {
        #expect(GoDuration.text(.seconds(seconds)) == text)
        #expect(GoDuration.read(text) == .seconds(max(0, seconds)))
    }
}
