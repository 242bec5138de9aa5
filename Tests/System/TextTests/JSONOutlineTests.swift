import Testing

@testable import Text

@Suite struct `The outline of a JSON text` {
    @Test(arguments: [
        (#"{"a":"1","b":{"c":["2",{"d":"3"}]},"e":4}"#, ["a", "b", "e"], ["a=1", "c=2", "d=3"]),
        (#" [ "x" , null , true , -1.5e3 , "y" ] "#, [], ["=x", "=y"]),
        (#""\u0041\ud83d\ude00\n\/\"""#, [], ["=A😀\n/\""]),
        ("{}", [], []), ("7", [], []), (#"{"a":"\ud83d"}"#, ["a"], ["a="]),
    ])
    func `has its keys and texts`(json: String, keys: [String], texts: [String]) throws {
        let outline = try #require(JSONOutline(Array(json.utf8)))
        #expect(outline.keys == keys)
        #expect(outline.texts.map { "\($0.key ?? "")=\($0.text)" } == texts)
    }

    @Test(arguments: [
        "", "{", #"{"a"}"#, #"{"a":}"#, "[1,]", "nul", #""open"#, #""\x""#, #""\u12""#, "{} {}", "hunter2", "\"\n\"",
        String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
    ])
    func `is none where the text is none`(text: String) {
        #expect(JSONOutline(Array(text.utf8)) == nil)
    }
}
