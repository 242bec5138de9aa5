import Admission
import Images
import PlainReadings
import Testing

@Suite("imagePullPolicy: Always")
struct PullPolicyTests {
    private func rules() throws -> AdmissionRules {
        AdmissionRules([
            try .rule("plain", ["ghcr.io", "docker.io"]),
            try .rule("forcing", ["ghcr.io/acme/"], pulls: true),
            try .rule("elsewhere", ["docker.io"], namespaces: ["prod-*"], pulls: true),
            try .rule("every", [], always: true, pulls: true),
        ])
    }

    @Test(
        "is set on what a forcing rule matches, and on nothing else",
        arguments: [
            (
                #"{"image":"ghcr.io/acme/a"}"#,
                #"{"op":"add","path":"/spec/containers/0/imagePullPolicy","value":"Always"}"#
            ),
            (
                #"{"image":"ghcr.io/acme/a","imagePullPolicy":"IfNotPresent"}"#,
                #"{"op":"replace","path":"/spec/containers/0/imagePullPolicy","value":"Always"}"#
            ),
            (
                #"{"imagePullPolicy":"","image":"ghcr.io/acme/a"}"#,
                #"{"op":"replace","path":"/spec/containers/0/imagePullPolicy","value":"Always"}"#
            ),
            (
                #"{"imagePullPolicy":null,"image":"ghcr.io/acme/a"}"#,
                #"{"op":"add","path":"/spec/containers/0/imagePullPolicy","value":"Always"}"#
            ),
            (#"{"image":"ghcr.io/acme/a","imagePullPolicy":"Always"}"#, nil),
            (#"{"image":"ghcr.io/acme/a","imagePullPolicy":"\u0041lways"}"#, nil),
            (#"{"image":"ghcr.io/other/a","imagePullPolicy":"Never"}"#, nil),
            (#"{"image":"nginx"}"#, nil),
            (#"{"imagePullPolicy":"Never"}"#, nil),
        ]
    )
    func containers(container: String, operation: String?) throws {
        let decoded = try DecodedAnswer(.pod(#"{"containers":[\#(container)]}"#), try rules())
        let patch = try #require(decoded.patchText)
        #expect(patch.contains("PullPolicy") == (operation != nil))
        if let operation { #expect(patch.hasSuffix(",\(operation)]")) }
    }

    @Test func `containers, init containers and image volumes are found by their index`() throws {
        let spec = #"""
            {"volumes":[{"emptyDir":{}},{"image":{"reference":"ghcr.io/acme/v","pullPolicy":"Never"}},
             {"image":{"reference":"ghcr.io/acme/w"}},{"image":{"reference":"quay.io/x"}}],
             "initContainers":[{"image":"quay.io/a"},{"image":"ghcr.io/acme/i"}],
             "containers":[{"image":"nginx"},{},{"image":"ghcr.io/acme/c","imagePullPolicy":"Never"}]}
            """#
        let decoded = try DecodedAnswer(.pod(spec), try rules())
        let after = try #require(decoded.object["spec"])
        #expect(after["volumes"]?[1]?["image"]?["pullPolicy"] == .string("Always"))
        #expect(after["volumes"]?[2]?["image"]?["pullPolicy"] == .string("Always"))
        #expect(after["volumes"]?[3]?["image"]?["pullPolicy"] == nil)
        #expect(after["initContainers"]?[0]?["imagePullPolicy"] == nil)
        #expect(after["initContainers"]?[1]?["imagePullPolicy"] == .string("Always"))
        #expect(after["containers"]?[0]?["imagePullPolicy"] == nil)
        #expect(after["containers"]?[2]?["imagePullPolicy"] == .string("Always"))
        #expect(decoded.pullSecrets == ["pullpass-plain", "pullpass-forcing", "pullpass-every"])
    }

    @Test func `a rule forces nothing outside of its namespaces`() throws {
        let review = ReviewText.images("nginx")
        let elsewhere = try DecodedAnswer(review, try rules())
        #expect(elsewhere.object["spec"]?["containers"]?[0]?["imagePullPolicy"] == nil)
        let there = try DecodedAnswer(review.with(\.namespace, #""prod-eu""#), try rules())
        #expect(there.object["spec"]?["containers"]?[0]?["imagePullPolicy"] == .string("Always"))
    }

    @Test func `the policy is forced even where the Secret is there already, without an audit annotation`() throws {
        let rules = AdmissionRules([try .rule("forcing", ["ghcr.io"], pulls: true)])
        let review = ReviewText.pod(
            #"{"containers":[{"image":"ghcr.io/a"}],"imagePullSecrets":[{"name":"pullpass-forcing"}]}"#
        )
        let decoded = try DecodedAnswer(review, rules)
        #expect(
            decoded.patchText == #"[{"op":"add","path":"/spec/containers/0/imagePullPolicy","value":"Always"}]"#
        )
        #expect(decoded.audit == nil)
        #expect(decoded.answer.injectedRegistries.isEmpty)
        #expect(Array(decoded.answer.registries) == [0])
    }
}
