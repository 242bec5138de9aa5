extension JSONText {
    /// The names of all strings with half a surrogate pair, which no text of Unicode can hold.
    package static let withHalves = Set(
        strings.filter { $0.meaning?.contains("\u{FFFD}") == true }.map(\.name)
    )

    /// Section 7; what escapes say.
    static let strings: [JSONText] = [
        string("empty", "", means: ""), string("one letter", "a", means: "a"),
        string("a word", "plain text", means: "plain text"),
        string("a blank", " ", means: " "), string("structure inside", "{}[],:", means: "{}[],:"),
        string("a comment inside", "/*a*/ // b # c", means: "/*a*/ // b # c"),
        string("a number inside", "-1.5e3", means: "-1.5e3"), string("null inside", "null", means: "null"),
        string("an apostrophe", "it's", means: "it's"), string("escaped quote", #"\""#, means: "\""),
        string("escaped backslash", #"\\"#, means: "\\"), string("escaped slash", #"\/"#, means: "/"),
        string("short escapes", #"\b\f\n\r\t"#, means: "\u{8}\u{C}\n\r\t"),
        string("backslashes before the end", #"\\\\"#, means: #"\\"#),
        string("backslash and quote", #"\\\""#, means: #"\""#),
        string("escaped backslash and n", #"\\n"#, means: #"\n"#),
        string("escaped backslash and u", #"\\u0041"#, means: #"\u0041"#),
        string("escaped letter", #"\u0041"#, means: "A"),
        string("escape of both cases", #"\u00e9\u00E9\u00Ea"#, means: "\u{E9}\u{E9}\u{EA}"),
        string("escaped quote by number", #"\u0022"#, means: "\""),
        string("escaped backslash by number", #"\u005C"#, means: "\\"),
        string("escaped NUL", #"\u0000"#, means: "\0"),
        string("escaped control", #"\u0001\u001f\u007F"#, means: "\u{1}\u{1F}\u{7F}"),
        string("escaped line separators", #"\u2028\u2029"#, means: "\u{2028}\u{2029}"),
        string("escaped mark", #"\uFEFF"#, means: "\u{FEFF}"),
        string(
            "escaped noncharacters",
            #"\uFFFE\uFFFF\uFDD0"#,
            means: String(decoding: [0xFFFE, 0xFFFF, 0xFDD0] as [UInt16], as: UTF16.self)
        ),
        string("escaped private use", #"\uE000"#, means: "\u{E000}"),
        string("escape and digits", #"\u00411"#, means: "A1"),
        string("a pair", #"\ud83d\ude00"#, means: "\u{1F600}"),
        string("a pair in capitals", #"\uD83D\uDE00"#, means: "\u{1F600}"),
        string("the first pair", #"\ud800\udc00"#, means: "\u{10000}"),
        string("the last pair", #"\udbff\udfff"#, means: "\u{10FFFF}"),
        string("two pairs", #"\ud83d\ude00\ud83d\ude01"#, means: "\u{1F600}\u{1F601}"),
        string("a pair among letters", #"a\ud83d\ude00b"#, means: "a\u{1F600}b"),
        // Grammatical, and no text: what they mean is for the reader to say (section 8.2). Ours take Go's word, U+FFFD for each half.
        string("lone high half", #"\ud800"#, means: "\u{FFFD}"), string("lone low half", #"\udc00"#, means: "\u{FFFD}"),
        string("high half and a letter", #"\ud83dx"#, means: "\u{FFFD}x"),
        string("high half and an escape", #"\ud83d\n"#, means: "\u{FFFD}\n"),
        string("high half and an escaped letter", #"\ud83d\u0041"#, means: "\u{FFFD}A"),
        string("high half and a backslash", #"\ud83d\\ude00"#, means: "\u{FFFD}\\ude00"),
        string("two high halves", #"\ud83d\ud83d"#, means: "\u{FFFD}\u{FFFD}"),
        string("high half before a pair", #"\ud83d\ud83d\ude00"#, means: "\u{FFFD}\u{1F600}"),
        string("halves the wrong way round", #"\ude00\ud83d"#, means: "\u{FFFD}\u{FFFD}"),
        string("halves with a letter between", #"\ud83dx\ude00"#, means: "\u{FFFD}x\u{FFFD}"),
        string("low half after a pair", #"\ud83d\ude00\ude00"#, means: "\u{1F600}\u{FFFD}"),
        string("seven letters", "1234567", means: "1234567"), string("eight letters", "12345678", means: "12345678"),
        string("nine letters", "123456789", means: "123456789"),
        string("64 letters", String(repeating: "x", count: 64), means: String(repeating: "x", count: 64)),
        string(
            "an escape behind 63 letters",
            String(repeating: "x", count: 63) + #"\n"#,
            means: String(repeating: "x", count: 63) + "\n"
        ),
        string(
            "an escape across 64 letters",
            String(repeating: "x", count: 62) + #"\u0041"#,
            means: String(repeating: "x", count: 62) + "A"
        ),
        string(
            "a thousand backslashes",
            String(repeating: #"\\"#, count: 1000),
            means: String(repeating: #"\"#, count: 1000)
        ),
        string("64 KiB", String(repeating: "y", count: 65_536), means: String(repeating: "y", count: 65_536)),
    ]

    static let brokenStrings: [JSONText] =
        [
            bad("never closed", #""a"#), bad("a quote alone", #"""#), bad("closed by an escaped quote", #""a\""#),
            bad("a backslash at the end", #""a\"#), bad("apostrophes", "'a'"), bad("no quotes", "a"),
            bad("typographic quotes", "\u{201C}a\u{201D}"),
            bad("a backquote", "`a`"), bad("an escaped apostrophe", #""\'""#), bad("escape \\a", #""\a""#),
            bad("escape \\v", #""\v""#),
            bad("escape \\0", #""\0""#), bad("escape \\x41", #""\x41""#), bad("escape \\e", #""\e""#),
            bad("escape \\N", #""\N""#),
            bad("escape \\U0041", #""\U0041""#), bad("escape \\{", #""\{""#), bad("escaped blank", #""\ ""#),
            bad("escaped line end", "\"a\\\nb\""),
            bad("escaped tab", "\"\\\t\""), bad("escaped NUL byte", "\"\\\0\""),
            bad("escaped letter of two bytes", "\"\\\u{E9}\""),
            bad("\\u alone", #""\u""#), bad("\\u and one digit", #""\u1""#), bad("\\u and three digits", #""\u123""#),
            bad("\\u cut by a quote", #""\u12"4""#),
            bad("\\u and no digit", #""\u123g""#), bad("\\u and a blank", #""\u 123""#),
            bad("\\u and a sign", #""\u+123""#), bad("\\u-123", #""\u-123""#),
            bad("\\u and 0x", #""\u0x41""#), bad("\\u{41}", #""\u{41}""#),
            bad("\\u and wide digits", "\"\\u\u{FF10}\u{FF10}\u{FF14}\u{FF11}\""),
            bad("a pair whose second half is cut", #""\ud83d\ude""#),
            bad("a pair whose second half is no number", #""\ud83d\uxxxx""#),
            bad("a pair and a bad escape", #""\ud83d\x""#), bad("a pair and a backslash at the end", #""\ud83d\"#),
            bad("a tab", "\"a\tb\""),
            bad("a line feed", "\"a\nb\""), bad("a carriage return", "\"a\rb\""), bad("a NUL", "\"a\0b\""),
            bad("a control behind eight letters", "\"12345678\u{1F}\""),
            bad("a control behind 64 letters", "\"\(String(repeating: "x", count: 64))\u{1}\""),
            bad("text behind", #""a"b"#), bad("a string behind", #""a""b""#), bad("text before", #"a"b""#),
            bad("a raw string", ##"#"a"#"##),
            bad("a byte string", #"b"a""#), bad("three quotes", #""""a""""#),
        ]
        + (UInt8(1)...0x1F).filter { ![0x09, 0x0A, 0x0D].contains($0) }.map {
            string("control byte \($0)", [0x61, $0, 0x62], isJSON: false)
        }
}
