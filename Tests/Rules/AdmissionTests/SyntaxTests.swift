@testable import Admission
import PlainReadings
import Testing

@Suite("What is JSON")
struct SyntaxTests {
    private func error(in bytes: [UInt8]) -> JSONSyntaxError? {
        var scanner = JSONScanner()
        do {
            scanner.skipSpace(in: bytes.span)
            try scanner.skipValue(depth: 0, in: bytes.span)
            try scanner.finish(in: bytes.span)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "well-formed texts are passed",
        arguments: [
            "0", "-0", "1", "-1.5", "1e5", "1E+5", "1.25e-10", "123456789012345678901234567890", "1e999999999",
            "0.0000000000000000000000000000000000000000001", "true", "false", "null", #""""#, #""a""#, "[]", "{}",
            "[ ]",
            "{ }", "[1]", "[1,2]", "[[],[[]],{}]", #"{"a":1}"#, #"{"":{}}"#, #"{"a":[{"b":[]}],"a":2}"#,
            " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n", #"{ "a" : 1 , "b" : [ ] }"#,
            #""\"\\\/\b\f\n\r\t\u00aF""#,
            #""\ud800""#, #""\udc00\ud800""#, #""\u0000""#, "\"\u{7F}\"", "\"é日😀\"",
            "\"\u{FFFF}\u{10FFFF}\u{80}\u{7FF}\u{800}\"",
            "\"plain text of more than eight bytes\"", "\"1234567\"", "\"12345678\"", "\"123456789\"",
        ]
    )
    func wellFormed(text: String) throws {
        #expect(error(in: Array(text.utf8)) == nil)
        _ = try ReferenceJSON(parsing: Array(text.utf8))
    }

    @Test(
        "malformed texts are refused at the byte that is wrong",
        arguments: [
            ("", .endOfInput, 0), (" ", .endOfInput, 1), ("[", .endOfInput, 1), ("{", .endOfInput, 1),
            ("]", .value, 0), ("[1", .endOfInput, 2), ("[1,", .endOfInput, 3), ("[1,]", .value, 3), ("[,1]", .value, 1),
            ("[1 2]", .commaOrArrayEnd, 3), ("[1}", .commaOrArrayEnd, 2), ("[[1]", .endOfInput, 4),
            ("[]]", .trailingBytes, 2),
            ("{1:2}", .keyOrEnd, 1), ("{,}", .keyOrEnd, 1), (#"{"a"}"#, .colon, 4), (#"{"a" 1}"#, .colon, 5),
            (#"{"a":}"#, .value, 5), (#"{"a":1,}"#, .key, 7), (#"{"a":1 "b":2}"#, .commaOrObjectEnd, 7),
            (#"{"a":1]"#, .commaOrObjectEnd, 6), (#"{"a":1"#, .endOfInput, 6), (#"{"a""#, .endOfInput, 4),
            ("{a:1}", .keyOrEnd, 1),
            ("{'a':1}", .keyOrEnd, 1), ("1 2", .trailingBytes, 2), ("{}{}", .trailingBytes, 2),
            ("[]\u{0}", .trailingBytes, 2),
            ("01", .trailingBytes, 1), ("-", .endOfInput, 1), ("-a", .number, 1), ("+1", .value, 0), (".5", .value, 0),
            ("1.", .endOfInput, 2), ("1.e5", .number, 2), ("1e", .endOfInput, 2), ("[1e+]", .number, 4),
            ("0x10", .trailingBytes, 1),
            ("NaN", .value, 0), ("Infinity", .value, 0), ("-Infinity", .number, 1), ("[-]", .number, 2),
            ("tru", .endOfInput, 3), ("[tru]", .literal, 4), ("True", .value, 0), ("nul", .endOfInput, 3),
            ("nulL", .literal, 3),
            ("falsey", .trailingBytes, 5), (#""a"#, .endOfInput, 2), (#""\"#, .endOfInput, 2),
            (#""\""#, .endOfInput, 3),
            (#""\x41""#, .escape, 2), (#""\'""#, .escape, 2), (#""\U0041""#, .escape, 2),
            (#""\u12""#, .unicodeEscape, 5),
            (#""\u12G4""#, .unicodeEscape, 5), (#""\u"#, .endOfInput, 3), ("\"a\nb\"", .controlCharacter, 2),
            ("\"a\tb\"", .controlCharacter, 2), ("\"\u{0}\"", .controlCharacter, 1),
            ("\"12345678\u{1F}\"", .controlCharacter, 9),
            ("// x\n1", .value, 0), ("[1/**/]", .commaOrArrayEnd, 2), ("\u{A0}1", .value, 0), ("\u{0B}1", .value, 0),
            ("\u{2028}1", .value, 0), ("'a'", .value, 0), ("\u{FEFF}1", .value, 0),
        ] as [(String, JSONSyntaxError.Reason, Int)]
    )
    func malformed(text: String, reason: JSONSyntaxError.Reason, offset: Int) throws {
        #expect(error(in: Array(text.utf8)) == JSONSyntaxError(reason: reason, offset: offset))
        #expect(throws: ReferenceJSON.Malformed.self) { try ReferenceJSON(parsing: Array(text.utf8)) }
    }

    @Test(
        "invalid UTF-8 is refused, in keys and values",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xC3, 0xC3], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x20], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]],
        [0, 1, 7, 8, 20]
    )
    func invalidUTF8(sequence: [UInt8], padding: Int) throws {
        let string = [ASCII.quote] + Array(repeating: 0x61, count: padding) + sequence + Array("aaaaaaaaaa\"".utf8)
        #expect(error(in: string)?.reason == .utf8)
        #expect(error(in: Array("{".utf8) + string + Array(":1}".utf8))?.reason == .utf8)
        #expect(throws: ReferenceJSON.Malformed.self) { try ReferenceJSON(parsing: string) }
        #expect(error(in: [ASCII.quote] + sequence) != nil)
    }

    @Test func `every byte is judged alike at every place of a word`() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<17 {
                var text = [ASCII.quote] + Array(repeating: UInt8(ascii: "x"), count: 16)
                text.insert(byte, at: place + 1)
                text += Array("\"  ".utf8)
                let isPlain = byte >= 0x20 && byte < 0x80 && byte != ASCII.quote && byte != ASCII.backslash
                let isAccepted = error(in: text) == nil
                #expect(isAccepted == isPlain, "byte \(byte) at \(place)")
            }
        }
    }

    @Test(arguments: [1, 2, 63, 64, 65, 127, 128, 129, 1000, 9999, 10_000])
    func `nesting up to the limit is passed, in objects, arrays and both`(depth: Int) {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let inner = open == "[" ? "" : "1"
            let text = String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
            #expect(error(in: Array(text.utf8)) == nil)
        }
        let mixed = String(repeating: #"[{"a":"#, count: depth / 2) + "[]" + String(repeating: "}]", count: depth / 2)
        #expect(error(in: Array(mixed.utf8))?.reason == (depth == 10_000 ? .depth : nil))
        let wrong = String(repeating: #"[{"a":"#, count: depth / 2) + "1" + String(repeating: "]}", count: depth / 2)
        #expect((error(in: Array(wrong.utf8)) == nil) == (depth < 2))
    }

    @Test(arguments: ["[", #"{"a":"#])
    func `nesting beyond the limit is refused where it begins`(open: String) {
        for depth in [10_001, 1_000_000] {
            let text = Array(String(repeating: open, count: depth).utf8)
            #expect(error(in: text) == JSONSyntaxError(reason: .depth, offset: 10_000 * open.utf8.count))
        }
    }

    @Test(
        "strings mean what their escapes say",
        arguments: [
            (#""abc""#, "abc"), (#""\u0061\u0062c""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\ud83d\ude00""#, "😀"), (#""\ud800""#, "\u{FFFD}"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\udc00x""#, "\u{FFFD}x"), (#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"), (#""\ud83d\n""#, "\u{FFFD}\n"),
            (#""é\u00e9""#, "éé"), (#""\u0000""#, "\u{0}"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        ]
    )
    func decoding(text: String, meaning: String) throws {
        let bytes = Array(text.utf8)
        var scanner = JSONScanner()
        let string = try scanner.string(in: bytes.span)
        #expect(string.text(in: bytes.span) == meaning)
        #expect(scanner.position == bytes.count)
        #expect(try ReferenceJSON(parsing: bytes) == .string(meaning))
    }
}
