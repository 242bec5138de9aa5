import Admission
import Images
import PlainReadings
import Testing

@Suite("The Secret of the anonymous try goes last")
struct AnonymousTryTests {
    /// hub and ghcr allow an anonymous try, ecr does not; sidecar is for one namespace.
    private static func rules() throws -> AdmissionRules {
        AdmissionRules(
            [
                try .rule("hub", ["docker.io"], anonymous: true),
                try .rule("ecr", ["*.dkr.ecr.*.amazonaws.com"], pulls: true),
                try .rule("ghcr", ["ghcr.io"], anonymous: true),
                try .rule("quay", ["quay.io"], namespaces: ["mesh"], anonymous: true),
            ],
            anonymousSecret: "anon"
        )
    }

    private static func pod(_ list: String, _ images: String...) -> ReviewText {
        let containers = images.map { #"{"image":"\#($0)"}"# }.joined(separator: ",")
        return .pod(#"{"imagePullSecrets":\#(list),"containers":[\#(containers)]}"#)
    }

    private static let ecr = "1.dkr.ecr.eu-west-1.amazonaws.com/a"

    @Test(
        "where a registry that needs it matched, and nowhere else",
        arguments: [
            (["nginx"], ["pullpass-hub", "anon"]),
            (["ghcr.io/a/b", "nginx"], ["pullpass-hub", "pullpass-ghcr", "anon"]),
            ([ecr], ["pullpass-ecr"]),
            ([ecr, "nginx"], ["pullpass-hub", "pullpass-ecr", "anon"]),
            // Its registry is not for the namespace.
            (["quay.io/a/b"], []),
            ([ecr, "quay.io/a/b"], ["pullpass-ecr"]),
            (["registry.k8s.io/pause"], []),
        ] as [([String], [String])]
    )
    func matches(images: [String], expected: [String]) throws {
        let containers = images.map { #"{"image":"\#($0)"}"# }.joined(separator: ",")
        let decoded = try DecodedAnswer(.pod(#"{"containers":[\#(containers)]}"#), try Self.rules())
        #expect(decoded.pullSecrets == expected)
        #expect(decoded.audit == (expected.isEmpty ? nil : expected.joined(separator: ",")))
        #expect(decoded.answer.injectedRegistries == decoded.answer.registries)
    }

    @Test(
        "wherever the list has it before, and a second call changes nothing",
        arguments: [
            ("null", ["pullpass-hub", "anon"]),
            ("[]", ["pullpass-hub", "anon"]),
            (#"[{"name":"own"}]"#, ["own", "pullpass-hub", "anon"]),
            (#"[{"name":"anon"}]"#, ["pullpass-hub", "anon"]),
            (#"[{"name":"own"},{"name":"anon"}]"#, ["own", "pullpass-hub", "anon"]),
            (#"[{"name":"anon"},{"name":"own"}]"#, ["own", "pullpass-hub", "anon"]),
            (#"[{"name":"pullpass-hub"}]"#, ["pullpass-hub", "anon"]),
            (#"[{"name":"anon"},{"name":"pullpass-hub"}]"#, ["pullpass-hub", "anon"]),
            (#"[{"name":"anon"},{"name":"a"},{"name":"anon"},{"name":"b"}]"#, ["a", "b", "pullpass-hub", "anon"]),
            (#"[{"name":"anon"},{"name":"pullpass-hub"},{"name":"anon"}]"#, ["pullpass-hub", "anon"]),
            (#"[{},{"name":"anon"},null,{"name":""},{"name":"own"}]"#, ["", "", "", "own", "pullpass-hub", "anon"]),
            (#"[{"name":"\u0061non"},{"name":"own"}]"#, ["own", "pullpass-hub", "anon"]),
            (#"[{"name":"own","name":"anon"},{"name":"own"}]"#, ["own", "pullpass-hub", "anon"]),
            (#"[{"name":"anon2"},{"name":"non"}]"#, ["anon2", "non", "pullpass-hub", "anon"]),
        ] as [(String, [String])]
    )
    func places(list: String, expected: [String]) throws {
        let decoded = try DecodedAnswer(Self.pod(list, "nginx"), try Self.rules())
        #expect(decoded.pullSecrets == expected)
        #expect(decoded.answer.outcome == .injected)
        let names = expected.map { $0.isEmpty ? "{}" : #"{"name":"\#($0)"}"# }.joined(separator: ",")
        let again = try DecodedAnswer(Self.pod("[\(names)]", "nginx"), try Self.rules())
        #expect(again.answer.outcome == .unchanged(.alreadyPresent))
    }

    @Test(
        "what is in order already is left alone",
        arguments: [
            #"[{"name":"pullpass-hub"},{"name":"anon"}]"#,
            #"[{"name":"pullpass-hub"},{"name":"own"},{"name":"anon"}]"#,
            #"[{"name":"pullpass-hub"},{"name":"anon"},{"name":"anon"}]"#,
            // The kubelet passes over entries without a name.
            #"[{"name":"pullpass-hub"},{"name":"anon"},{},{"name":""},null]"#,
        ]
    )
    func inOrder(list: String) throws {
        let decoded = try DecodedAnswer(Self.pod(list, "nginx"), try Self.rules())
        #expect(decoded.answer.outcome == .unchanged(.alreadyPresent))
    }

    @Test func `a sidecar that comes after the first call takes its place in front`() throws {
        let first = try DecodedAnswer(Self.pod(#"[{"name":"own"}]"#, "nginx"), try Self.rules())
        #expect(first.pullSecrets == ["own", "pullpass-hub", "anon"])
        let list = #"[{"name":"own"},{"name":"pullpass-hub"},{"name":"anon"}]"#
        let second = try DecodedAnswer(Self.pod(list, "nginx", "ghcr.io/mesh/proxy"), try Self.rules())
        #expect(
            second.patchText
                == #"[{"op":"remove","path":"/spec/imagePullSecrets/2"},"#
                + #"{"op":"add","path":"/spec/imagePullSecrets/-","value":{"name":"pullpass-ghcr"}},"#
                + #"{"op":"add","path":"/spec/imagePullSecrets/-","value":{"name":"anon"}}]"#
        )
        #expect(second.pullSecrets == ["own", "pullpass-hub", "pullpass-ghcr", "anon"])
        #expect(second.audit == "pullpass-ghcr,anon")
    }

    @Test func `what another webhook put behind it is passed when Pullpass is asked again`() throws {
        let list = #"[{"name":"pullpass-hub"},{"name":"anon"},{"name":"theirs"}]"#
        #expect(
            try DecodedAnswer(Self.pod(list, "nginx"), try Self.rules()).pullSecrets == [
                "pullpass-hub", "theirs", "anon",
            ]
        )
    }

    @Test func `a Pod that needs no anonymous try keeps its list, but nothing of ours comes behind it`() throws {
        let rules = try Self.rules()
        let complete = #"[{"name":"anon"},{"name":"pullpass-ecr"}]"#
        let review = Self.pod(complete, Self.ecr).with(
            \.spec,
            #"{"imagePullSecrets":\#(complete),"containers":[{"image":"\#(Self.ecr)","imagePullPolicy":"Always"}]}"#
        )
        #expect(try DecodedAnswer(review, rules).answer.outcome == .unchanged(.alreadyPresent))
        #expect(
            try DecodedAnswer(Self.pod(#"[{"name":"anon"}]"#, Self.ecr), rules).pullSecrets == ["pullpass-ecr", "anon"]
        )
        let unmatched = try DecodedAnswer(
            Self.pod(#"[{"name":"anon"},{"name":"own"}]"#, "registry.k8s.io/pause"),
            rules
        )
        #expect(unmatched.answer.outcome == .unchanged(.noMatch))
    }

    @Test func `a registry for every Pod counts like one that matches`() throws {
        let rules = AdmissionRules(
            [try .rule("every", ["docker.io"], always: true, namespaces: ["team-*"], anonymous: true)],
            anonymousSecret: "anon"
        )
        #expect(try DecodedAnswer(.images("quay.io/x"), rules).pullSecrets == ["pullpass-every", "anon"])
        let elsewhere = ReviewText.images("nginx").with(\.namespace, #""other""#)
        #expect(try DecodedAnswer(elsewhere, rules).pullSecrets.isEmpty)
    }

    @Test func `the Secrets of the namespace come before it, also one that has its name`() throws {
        let rules = try Self.rules().with([
            "team-a": NamespaceRules(
                excluded: [2],
                tenants: [
                    try .rule("theirs", ["docker.io"], secret: "theirs"),
                    try .rule("same", ["quay.io"], secret: "anon"),
                ]
            )
        ])
        #expect(try DecodedAnswer(.images("nginx"), rules).pullSecrets == ["pullpass-hub", "theirs", "anon"])
        #expect(try DecodedAnswer(.images("ghcr.io/a/b"), rules).pullSecrets.isEmpty)
        #expect(try DecodedAnswer(.images("quay.io/a", Self.ecr), rules).pullSecrets == ["pullpass-ecr", "anon"])
    }

    @Test func `without a rule that allows it, its name is a name like any other`() throws {
        let rules = AdmissionRules([try .rule("ecr", ["*.dkr.ecr.*.amazonaws.com"])], anonymousSecret: "anon")
        let decoded = try DecodedAnswer(Self.pod(#"[{"name":"anon"}]"#, Self.ecr), rules)
        #expect(decoded.pullSecrets == ["anon", "pullpass-ecr"])
    }

    @Test func `removals count as changes, and a list of nothing else is too much`() throws {
        func list(_ count: Int) -> String {
            "[" + (0..<count).map { _ in #"{"name":"anon"}"# }.joined(separator: ",") + "]"
        }
        let rules = try Self.rules()
        let most = AdmissionRules.maximumChanges - 2
        let moved = try DecodedAnswer(Self.pod(list(most), "nginx"), rules)
        #expect(moved.pullSecrets == ["pullpass-hub", "anon"])
        for count in [most + 1, most + 2, 3 * most] {
            let decoded = try DecodedAnswer(Self.pod(list(count), "nginx"), rules)
            #expect(decoded.answer.outcome == .unchanged(.tooLarge))
            #expect(decoded.warnings.count == 1)
        }
        // Nothing has to be moved.
        let inOrder = try DecodedAnswer(
            Self.pod(#"[{"name":"pullpass-hub"},"# + list(5000).dropFirst(), "nginx"),
            rules
        )
        #expect(inOrder.answer.outcome == .unchanged(.alreadyPresent))
    }
}
