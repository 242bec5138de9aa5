import FoundationEssentials
import Testing
import Text

struct JSONEscapingTests {
    // The text, then as JSON wants it, for a terminal, and in ASCII.
    @Test(arguments: [
        ("plain", ["plain", "plain", "plain"]),
        ("", ["", "", ""]),
        (#"a"b\c/d"#, [#"a\"b\\c/d"#, #"a\"b\\c/d"#, #"a\"b\\c/d"#]),
        ("\n", [#"\n"#, #"\n"#, #"\n"#]),
        ("\t\r", [#"\t\r"#, #"\u0009\u000d"#, #"\u0009\u000d"#]),
        ("\r\n", [#"\r\n"#, #"\u000d\n"#, #"\u000d\n"#]),
        ("\0\u{1}\u{8}\u{c}\u{1b}\u{1f}", Array(repeating: #"\u0000\u0001\u0008\u000c\u001b\u001f"#, count: 3)),
        ("~\u{7f}", ["~\u{7f}", #"~\u007f"#, #"~\u007f"#]),
        ("\u{80}\u{9b}", ["\u{80}\u{9b}", #"\u0080\u009b"#, #"\u0080\u009b"#]),
        ("\u{9f}", ["\u{9f}", #"\u009f"#, #"\u009f"#]),
        ("\u{2028}\u{2029}", ["\u{2028}\u{2029}", #"\u2028\u2029"#, #"\u2028\u2029"#]),
        ("\u{a0}é", ["\u{a0}é", "\u{a0}é", #"\u00a0\u00e9"#]),
        ("\u{2027}\u{ffff}", ["\u{2027}\u{ffff}", "\u{2027}\u{ffff}", #"\u2027\uffff"#]),
        ("😀", ["😀", "😀", "😀"]),
        ("e\u{301}", ["e\u{301}", "e\u{301}", #"e\u0301"#]),
    ])
    func `each reader gets the escapes that it needs`(text: String, written: [String]) throws {
        for (escaping, written) in zip([JSONEscaping.json, .terminal, .ascii], written) {
            let quoted = text.quotedJSON(escaping)
            #expect(Array(quoted.utf8) == Array("\"\(written)\"".utf8), "\(escaping)")
            #expect(try JSONDecoder().decode(String.self, from: Data(quoted.utf8)) == text)
        }
    }

    @Test func `every character comes back`() throws {
        let text = String(String.UnicodeScalarView((0..<0x3000 as Range<UInt32>).compactMap(Unicode.Scalar.init)))
        for escaping in [JSONEscaping.json, .terminal, .ascii] {
            let quoted = text.quotedJSON(escaping)
            #expect(Array(try JSONDecoder().decode(String.self, from: Data(quoted.utf8)).utf8) == Array(text.utf8))
        }
    }
}
