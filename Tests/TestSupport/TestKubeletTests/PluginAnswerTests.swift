import FoundationEssentials
import TestKubelet
import TestSupport
import Testing

/// “Answers” of what was recorded.
@Suite struct PluginAnswerTests {
    static let prefix = "failed to get credential from external registry credential provider: "
    static let flaw = prefix + "error decoding credential provider plugin response from stdout"
    static let gvk = prefix + "error reading GVK from response: couldn't get version/kind; json parse error: "

    /// An answer in one line.
    static func answer(
        _ auth: String?,
        key: String? = "Image",
        duration: String? = nil,
        version: String = "v1",
        kind: String = "CredentialProviderResponse",
        more: String = ""
    ) -> String {
        var text = #"{"kind":"\#(kind)","apiVersion":"credentialprovider.kubelet.k8s.io/\#(version)""#
        if let key { text += #","cacheKeyType":"\#(key)""# }
        if let duration { text += #","cacheDuration":\#(duration)"# }
        if let auth { text += #","auth":\#(auth)"# }
        return text + more + "}"
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let row: String
        let answer: String
        var tries = ["ANON"]
        var error: String?
        var testDescription: String { row }
    }

    static let plug = #"{"fake.lab":{"username":"plug","password":"p"}}"#

    static let rows: [Row] = [
        Row(row: "nothing", answer: "", error: gvk + "unexpected end of JSON input"),
        Row(row: "text", answer: "token", error: gvk + "invalid character 'o' in literal true (expecting 'r')"),
        Row(
            row: "JSON and text after it",
            answer: answer(plug) + "\nthanks",
            error: gvk + "invalid character 't' after top-level value"
        ),
        Row(
            row: "indented, newline",
            answer: answer(plug).replacing(",", with: ",\n  ") + "\n",
            tries: ["plug:p"]
        ),
        Row(row: "auth {}", answer: answer("{}")),
        Row(row: "auth null", answer: answer("null")),
        Row(row: "auth absent", answer: answer(nil)),
        Row(
            row: "cacheKeyType Foo",
            answer: answer(plug, key: "Foo"),
            error: "credential provider plugin did not return a valid cacheKeyType: Foo"
        ),
        Row(
            row: "cacheKeyType absent",
            answer: answer(plug, key: nil),
            error: "credential provider plugin did not return a valid cacheKeyType: "
        ),
        Row(row: "unknown field", answer: answer(plug, more: #","foo":1"#), error: flaw),
        Row(
            row: "unknown field of an entry",
            answer: answer(#"{"fake.lab":{"username":"u","password":"p","email":"e"}}"#),
            error: flaw
        ),
        Row(row: "doubled field", answer: answer(plug, more: #","auth":{}"#), error: flaw),
        Row(row: "field in another case", answer: answer(nil, more: #","Auth":{}"#), error: flaw),
        Row(row: "kind wrong", answer: answer(plug, kind: "CredentialProviderRequest"), error: flaw),
        Row(row: "cacheDuration a number", answer: answer(plug, duration: "60"), error: flaw),
        Row(row: "cacheDuration no duration", answer: answer(plug, duration: #""1d""#), error: flaw),
        Row(row: "auth a list", answer: answer("[]"), error: flaw),
        Row(
            row: "apiVersion v1beta1",
            answer: answer(plug, version: "v1beta1"),
            error: prefix + "apiVersion from credential plugin response did not match expected apiVersion:"
                + "credentialprovider.kubelet.k8s.io/v1, actual apiVersion:credentialprovider.kubelet.k8s.io/v1beta1"
        ),
        Row(row: "{host:{}}", answer: answer(#"{"fake.lab":{}}"#), tries: ["ANON"]),
        Row(row: "empty user and password", answer: answer(#"{"fake.lab":{"username":"","password":""}}"#)),
        Row(
            row: "bad, and an empty glob",
            answer: answer(#"{"fake.la*":{},"fake.lab":{"username":"ghost","password":"x"}}"#),
            tries: ["ghost:x", "ANON"]
        ),
        Row(row: "key of another host", answer: answer(#"{"ghcr.io":{"username":"plug","password":"p"}}"#)),
    ]

    @Test("What comes of an answer", arguments: rows)
    func answers(_ row: Row) async throws {
        let folder = try PluginFolder()
        try folder.add("rec1", printing: row.answer)
        let start = try folder.start(PluginFolder.configuration(PluginFolder.provider("rec1")))
        let plugins = CredentialProviderPlugins(start)
        #expect(try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/a").map(\.description) == row.tries)
        #expect(plugins.errors == (row.error.map { [$0] } ?? []))
    }

    @Test("A provider of an older version is asked, and has to answer, in that", arguments: ["v1beta1", "v1alpha1"])
    func versions(_ version: String) async throws {
        let folder = try PluginFolder()
        let seen = folder.directory.path("seen")
        try folder.add("rec1", script: "cat > '\(seen)'; echo '\(Self.answer(Self.plug, version: version))'")
        let start = try folder.start(PluginFolder.configuration(PluginFolder.provider("rec1", version: version)))
        let tries = try await KubeletPulls(plugins: CredentialProviderPlugins(start)).tries(pulling: "fake.lab/a")
        #expect(tries.map(\.description) == ["plug:p"])
        #expect(
            try String(contentsOfFile: seen, encoding: .utf8)
                == #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/\#(version)","image":"fake.lab/a"}"#
                + "\n"
        )
    }
}
