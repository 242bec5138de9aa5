import FoundationEssentials
import JSONTexts
import Testing

@testable import Text

/// Readers of what programs and services say.
@Suite struct `What is JSON to those who read answers` {
    @Test func `is RFC 8259's JSON to the outline, which hides what is none as a whole`() {
        #expect(JSONText.misjudged { JSONOutline($0) != nil } == [])
    }

    @Test func `has texts that mean what their escapes say, without halves of pairs`() throws {
        let halves = JSONText.withHalves
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            let outline = try #require(JSONOutline(text.bytes), "\(text)")
            let wanted = halves.contains(text.name) ? meaning.replacing("\u{FFFD}", with: "") : meaning
            #expect(outline.texts.map(\.text) == [wanted], "\(text)")
        }
    }

    /// It reads the answers of services, of helpers and parts of objects, each into a type that says what it wants.
    @Test
    func
        `is more to Foundation's decoder, other encodings and a comma too many, and less, no halves and no numbers beyond Double`()
    {
        let encodings: Set = [
            "a mark in front", "UTF-16, little end first", "UTF-16, big end first", "UTF-16 without a mark",
            "UTF-16 without a mark, big end first", "UTF-32 without a mark",
        ]
        let commas: Set = [
            #"structure "[1,]""#, #"structure "{\"a\":1,}""#, #"structure "{\"a\":[1,{\"b\":[2,]}]}""#,
        ]
        let misjudged = JSONText.misjudged(
            accepted: encodings.union(commas),
            refused: huge.union(JSONText.withHalves)
        ) {
            (try? JSONDecoder().decode(JSONValue.self, from: Data($0))) != nil
        }
        // A digit with a zero byte before or behind it is one of UTF-16, as the whole text alone.
        #expect(misjudged == [#"number "1\0""#, #"number "\01""#])
    }

    private let huge: Set = [
        "number of 400 digits", "number 1e309", "number -1e309", "number 1e999999999", "number 1e99999999999999999999",
    ]

    @Test func `means the same to Foundation's decoder`() throws {
        for text in JSONText.all where !JSONText.withHalves.contains(text.name) {
            guard let meaning = text.meaning else { continue }
            #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.bytes)) == .string(meaning), "\(text)")
        }
    }

    /// The outline has both, since both may be a credential; the decoder keeps one of them, in no order that it promises.
    @Test(arguments: JSONText.equalKeys)
    func `may have equal keys`(text: JSONText) throws {
        let outline = try #require(JSONOutline(text.bytes))
        #expect(outline.keys.count > Set(outline.keys).count)
        guard case .object(let members) = try JSONDecoder().decode(JSONValue.self, from: Data(text.bytes)) else {
            Issue.record("no object")
            return
        }
        #expect(Set(members.keys) == Set(outline.keys))
    }

    @Test(arguments: JSONText.nestings)
    func `is as deep as the stack may be: 64 levels`(nesting: [String]) {
        for (depth, isRead) in [(1, true), (64, true), (66, false), (100_000, false)] {
            let bytes = JSONText.nested(depth, in: nesting)
            #expect((JSONOutline(bytes) != nil) == isRead, "\(depth)")
            #expect((JSONValue(parsing: bytes[...]) != nil) == isRead, "\(depth)")
        }
        let bytes = JSONText.nested(500, in: nesting)
        #expect(JSONValue(parsing: bytes[...], maximumDepth: 500) != nil)
        #expect(JSONValue(parsing: bytes[...], maximumDepth: 499) == nil)
    }

    @Test func `is RFC 8259's JSON to who reads a value as a whole, but for numbers that no Double holds`() {
        #expect(JSONText.misjudged(refused: huge) { JSONValue(parsing: $0[...]) != nil } == [])
    }

    @Test func `means as a value what its escapes say`() {
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            #expect(JSONValue(parsing: text.bytes[...]) == .string(meaning), "\(text)")
        }
    }

    @Test func `is the same value as for Foundation's decoder, where that takes it`() {
        for text in JSONText.all where text.isJSON && text.bytes.count < 400 {
            guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.bytes)) else { continue }
            #expect(JSONValue(parsing: text.bytes[...]) == value, "\(text)")
        }
    }

    @Test(
        "has numbers that are whole where they fit, however they are written",
        arguments: [
            ("0", .integer(0)), ("-0", .integer(0)), ("1.0", .integer(1)), ("1e2", .integer(100)),
            ("-2.50e1", .integer(-25)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e19", .number(1e19)), ("0.1", .number(0.1)),
            ("1e-400", .integer(0)),
        ] as [(String, JSONValue)]
    )
    func numbers(text: String, value: JSONValue) {
        #expect(JSONValue(parsing: text) == value)
    }

    @Test(arguments: zip(JSONText.equalKeys, ["2", "1", "2", "2", "null", #"{"c":2}"#]))
    func `has the last of equal keys`(text: JSONText, last: String) throws {
        let value = try #require(JSONValue(parsing: text.bytes[...]))
        #expect((value["a"] ?? value[""]) == JSONValue(parsing: last))
    }

    /// A decoder that tries one type after the other would need hours for it.
    @Test func `costs no more where it is wide and deep at once`() {
        let leaves = Array(repeating: "{}", count: 50_000).joined(separator: ",")
        let text = String(repeating: "[", count: 63) + leaves + String(repeating: "]", count: 63)
        #expect(JSONValue(parsing: text) != nil)
    }

    @Test(
        "that is a token, of digits too, is hidden",
        arguments: [
            "1a2b3c4d5e6f", "-secret-token", "0123456789", "123456789012", "1234-5678-9012", "9.8.7.6.5.4.3",
            #"{"password":123456789012}"#, #"[314159265358]"#, #"{"a":{"token":-31415926.5358}}"#,
        ]
    )
    func tokens(output: String) throws {
        let secret = String(output.drop { !"-0123456789".contains($0) }.prefix { !"}]".contains($0) })
        let words = ProgramWords(output: Array(output.utf8))
        let line = try #require(words.end(of: Array("cannot log in with \(secret) today".utf8)))
        #expect(!line.contains(secret) && line.hasPrefix("cannot log in with "), "\(line)")
    }

    @Test(arguments: ["true", "null", "7", #"{"code":200}"#])
    func `that is a word or a short number hides nothing`(output: String) {
        let line = ProgramWords(output: Array(output.utf8)).end(of: Array("it is true that null and 7 are 200".utf8))
        #expect(line == "it is true that null and 7 are 200")
    }
}
