@testable import Admission
import Images
import PlainReadings
import Testing

@Suite("A rule's namespaces")
struct NamespaceTests {
    private func rules() throws -> AdmissionRules {
        AdmissionRules([
            try .rule("a", ["ghcr.io"], namespaces: ["team-a", "x-*"]),
            try .rule("b", ["ghcr.io"], namespaces: ["team-b"]),
        ])
    }

    @Test(
        "the request's namespace decides, and the object's where the request has none",
        arguments: [
            (#""team-a""#, #"{"namespace":"team-b"}"#, ["pullpass-a"], "team-a"),
            (#""te\u0061m-b""#, "{}", ["pullpass-b"], "team-b"),
            (#""""#, #"{"namespace":"x-1"}"#, ["pullpass-a"], "x-1"),
            ("null", #"{"namespace":"team-b"}"#, ["pullpass-b"], "team-b"),
        ]
    )
    func source(request: String, metadata: String, secrets: [String], namespace: String) throws {
        let review = ReviewText().with(\.namespace, request).with(\.metadata, metadata)
        let decoded = try DecodedAnswer(review, try rules())
        #expect(decoded.pullSecrets == secrets)
        #expect(decoded.answer.namespace == namespace)
    }

    @Test func `a match that is not for this namespace says so`() throws {
        let other = try DecodedAnswer(ReviewText().with(\.namespace, #""other""#), try rules())
        #expect(other.answer.outcome == .unchanged(.namespaceNotSelected))
        #expect(other.answer.registries.isEmpty)
        let unknown = ReviewText().with(\.namespace, "null").with(\.metadata, "{}")
        let decoded = try DecodedAnswer(unknown, try rules())
        #expect(decoded.answer.outcome == .unchanged(.namespaceNotSelected))
        #expect(decoded.answer.namespace == nil)
    }

    private func special() throws -> AdmissionRules {
        try rules().with([
            "team-a": NamespaceRules(excluded: [0]),
            "other": NamespaceRules(tenants: [try .rule("own", ["ghcr.io"]), try .rule("quay", ["quay.io"])]),
            "x-1": NamespaceRules(excluded: [0], tenants: [try .rule("own", ["ghcr.io"], secret: "pullpass-a")]),
            "gone": nil,
        ])
    }

    @Test(
        "what is known of a namespace leaves rules out and adds its own; nothing known leaves all as it is",
        arguments: [
            ("team-a", [], .unchanged(.namespaceNotSelected)), ("team-b", ["pullpass-b"], .injected),
            ("other", ["pullpass-own"], .injected), ("x-1", ["pullpass-a"], .injected),
            ("x-2", ["pullpass-a"], .injected),
            ("gone", [], .unchanged(.namespaceNotSelected)), ("unheard-of", [], .unchanged(.namespaceNotSelected)),
        ] as [(String, [String], AdmissionAnswer.Outcome)]
    )
    func known(namespace: String, secrets: [String], outcome: AdmissionAnswer.Outcome) throws {
        let decoded = try DecodedAnswer(ReviewText().with(\.namespace, "\"\(namespace)\""), try special())
        #expect(decoded.pullSecrets == secrets)
        #expect(decoded.answer.outcome == outcome)
    }

    @Test func `a tenant's rule comes after all others, and its place is behind theirs`() throws {
        let rules = AdmissionRules([try .rule("all", ["ghcr.io"])]).with([
            "team-a": NamespaceRules(tenants: [try .rule("own", ["ghcr.io"])])
        ])
        let decoded = try DecodedAnswer(ReviewText().with(\.namespace, #""team-a""#), rules)
        #expect(decoded.pullSecrets == ["pullpass-all", "pullpass-own"])
        #expect(Array(decoded.answer.registries) == [0, 1])
        #expect(rules.rules.map(\.name) == ["all"])
    }

    @Test func `what was known of a namespace can be forgotten, and that of others stays`() throws {
        let rules = try special().with(["team-a": nil])
        #expect(try DecodedAnswer(ReviewText().with(\.namespace, #""team-a""#), rules).pullSecrets == ["pullpass-a"])
        #expect(try DecodedAnswer(ReviewText().with(\.namespace, #""other""#), rules).pullSecrets == ["pullpass-own"])
    }
}
