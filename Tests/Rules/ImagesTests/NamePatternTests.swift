import Images
import Testing

@Suite struct `Name patterns` {
    @Test(arguments: [
        ("team-*", "team-a", true),
        ("team-*", "team-", true),
        ("team-*", "my-team-a", false),
        ("*", "", true),
        ("", "", true),
        ("", "a", false),
        ("a*b*c", "aXbXbXc", true),
        ("a*b*c", "aXbXbX", false),
        ("team-?", "team-ä", true),
        ("team-?", "team-ab", false),
        ("team-[a-c]", "team-b", true),
        ("team-[^a-c]", "team-b", false),
        ("team-[^a-c]", "team-é", true),
        ("team-[à-ü]", "team-é", true),
        (#"team-\*"#, "team-*", true),
        (#"team-\*"#, "team-a", false),
        (#"[\]]"#, "]", true),
        ("a*", "a/b", false),
        ("a?b", "a/b", false),
        ("*a*a*a*a*a*b", String(repeating: "a", count: 200), false),
    ])
    func `match as Go's path.Match does`(text: String, name: String, isMatch: Bool) throws {
        #expect(try NamePattern(parsing: text).matches(name) == isMatch)
    }

    @Test(arguments: ["[", "[a", "[]a]", "[-]", "[a-]", "[^]", "[x-", #"a\"#, #"[\"#, "a[b*"])
    func `that are malformed are refused`(text: String) {
        #expect(throws: ImagePatternError.self) { try NamePattern(parsing: text) }
    }
}
