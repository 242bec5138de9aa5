import Kubernetes
import Testing
import Text

@testable import PolicyKeeper

@Suite("Comparing what is kept with what is wanted")
struct AgreementTests {
    private static let wanted = #"{"a":{"b":[{"c":"1"},{"c":"2"}]},"matchLabels":{"x":"y"}}"#

    @Test(
        "Any change of a known field is a difference, and the patch takes it back",
        arguments: [
            #"{"a":{"b":[{"c":"1"},{"c":"3"}]},"matchLabels":{"x":"y"}}"#,
            #"{"a":{"b":[{"c":"1"}]},"matchLabels":{"x":"y"}}"#,
            #"{"a":{"b":[{"c":"2"},{"c":"1"}]},"matchLabels":{"x":"y"}}"#,
            #"{"a":{"b":[{"c":"1"},{"c":"2"},{"c":"3"}]},"matchLabels":{"x":"y"}}"#,
            #"{"a":{"b":[{"c":"1"},{"c":"2"}]},"matchLabels":{"x":"y"},"paramKind":{"kind":"Secret"}}"#,
            #"{"a":{"b":[{"c":"1"},{"c":"2"}],"excludeResourceRules":[]},"matchLabels":{"x":"y"}}"#,
            #"{"a":{"b":[{"c":"1","resourceNames":["z"]},{"c":"2"}]},"matchLabels":{"x":"y"}}"#,
            #"{"a":{"b":[{"c":"1"},{"c":"2"}]}}"#, #"{"a":null,"matchLabels":{"x":"y"}}"#, "null", "[]",
        ]
    )
    func difference(_ text: String) throws {
        let wanted = try #require(JSONValue(parsing: Self.wanted))
        let kept = try #require(JSONValue(parsing: text))
        #expect(!kept.agrees(with: wanted))
        let patch = try #require(kept.mergePatch(to: wanted))
        #expect(kept.patched(by: patch) == wanted)
    }

    @Test(
        "What a later API server adds by itself is none",
        arguments: [
            wanted, #"{"a":{"b":[{"c":"1","later":true},{"c":"2"}]},"matchLabels":{"x":"y"},"brandNew":3}"#,
        ]
    )
    func agreement(_ text: String) throws {
        let wanted = try #require(JSONValue(parsing: Self.wanted))
        #expect(try #require(JSONValue(parsing: text)).agrees(with: wanted))
    }

    @Test("Where nothing differs there is no patch")
    func noPatch() throws {
        let wanted = try #require(JSONValue(parsing: Self.wanted))
        #expect(wanted.mergePatch(to: wanted) == nil)
    }
}

extension JSONValue {
    /// What RFC 7396 makes of it.
    fileprivate func patched(by patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members: [String: JSONValue] = [:]
        if case .object(let mine) = self { members = mine }
        for (key, change) in changes {
            members[key] = change == .null ? nil : (members[key] ?? .null).patched(by: change)
        }
        return .object(members)
    }
}
