@testable import Admission
import Images
import Testing

@Suite("A rule's namespaces")
struct NamespaceTests {
    @Test(
        "a star stands for any run of characters, and a name is matched whole",
        arguments: [
            (["team-a"], "team-a", true),
            (["team-a"], "team-ab", false),
            (["team-a"], "xteam-a", false),
            (["team-*"], "team-", true),
            (["team-*"], "team-a-b", true),
            (["team-*"], "tea", false),
            (["*"], "x", true),
            (["**"], "x", true),
            (["*-prod"], "a-prod", true),
            (["*-prod"], "a-prod-b-prod", true),
            (["*-prod"], "a-prod-", false),
            (["a*b*c"], "a1b2b3c", true),
            (["a*b*c"], "a1b2b3", false),
            (["a*b*c"], "abc", true),
            (["a*a"], "a", false),
            (["x", "y*"], "yz", true),
            (["x", "y*"], "z", false),
            (["a?c"], "abc", false),
            ([""], "x", false),
        ]
    )
    func globs(names: [String], namespace: String, isMatch: Bool) {
        #expect(NamespaceNames(names).contains(namespace) == isMatch)
    }

    @Test func `a glob of many stars is answered without trying every split`() {
        let glob = String(repeating: "a*", count: 60) + "b"
        #expect(!NamespaceNames([glob]).contains(String(repeating: "a", count: 5000)))
    }

    @Test func `no names mean every namespace, even an unknown one; names never cover an unknown one`() {
        #expect(NamespaceNames([]).contains("x"))
        #expect(NamespaceNames([]).contains(nil))
        #expect(!NamespaceNames(["*"]).contains(nil))
    }

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
}
