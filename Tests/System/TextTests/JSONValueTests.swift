import FoundationEssentials
import Testing
import Text

struct JSONValueTests {
    private func parsed(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test(arguments: [
        (#"{"a":1,"b":[true,null,"x"],"c":1.5}"#),
        ("[]"), ("{}"), ("null"), (#""text""#), ("-9223372036854775808"),
    ])
    func `a value is read and written`(text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(parsed(text)), as: UTF8.self) == text)
    }

    // From RFC 7396, appendix A, as far as no null is wanted.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":"b","b":"c"}"#, #"{"b":"c"}"#),
        (#"{"a":"b"}"#, "{}", #"{"a":null}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":{"b":"c","d":"e"}}"#, #"{"a":{"b":"d"}}"#, #"{"a":{"b":"d","d":null}}"#),
        ("[1,2]", "[1,3]", "[1,3]"),
    ])
    func `a merge patch says only what changes`(from old: String, to new: String, patch: String) throws {
        #expect(try parsed(old).mergePatch(to: parsed(new)) == parsed(patch))
        #expect(try parsed(new).mergePatch(to: parsed(new)) == nil)
    }

    @Test func `members are looked up in objects alone`() throws {
        let value = try parsed(#"{"a":{"b":"c"}}"#)
        #expect(value["a"]?["b"] == .string("c"))
        #expect(value["x"] == nil)
        #expect(JSONValue.string("a")["a"] == nil)
    }
}
