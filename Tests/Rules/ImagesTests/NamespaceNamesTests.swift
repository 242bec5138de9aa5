import Images
import Testing

@Suite("Names of namespaces")
struct NamespaceNamesTests {
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
}
