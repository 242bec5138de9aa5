import Testing
import YAML

/// Streams of documents, in YAML, JSON and both.
struct DocumentTests {
    @Test(
        "Empty documents are skipped",
        arguments: [
            ("", []), ("\n\n", []), ("# only a comment\n", []), ("---\n---\n", []), ("---\nnull\n---\n~\n", []),
            ("---\n# comment\n---\na: 1\n---\n\n", [#"{"a":1}"#]),
            ("a: 1\n...\n---\nb: 2\n", [#"{"a":1}"#, #"{"b":2}"#]),
            ("--- {a: 1}\n--- [b]\n", [#"{"a":1}"#, #"["b"]"#]), ("--- ''\n", [#""""#]),
        ] as [(String, [String])]
    )
    func skipsEmpty(text: String, documents: [String]) throws {
        #expect(try YAMLNode.parse(yamlOrJSON: text).map(\.jsonText) == documents)
        #expect(try YAMLNode.parse(yaml: Array(text.utf8)).map(\.jsonText) == documents)
    }

    @Test(
        "JSON is read as JSON, alone and between document markers",
        arguments: [
            (#"{"v":"\ud83d\ude00"}"#, [#"{"v":"😀"}"#]),
            ("{\"a\":1}\n{\"b\":2}\n", [#"{"a":1}"#, #"{"b":2}"#]),
            ("a: 1\n---\n{\"v\":\"\\ud83d\\ude00\"}\n---\nb: 2\n", [#"{"a":1}"#, #"{"v":"😀"}"#, #"{"b":2}"#]),
            ("\u{feff}{\"a\": 1}", [#"{"a":1}"#]), ("{\n\t\"a\":\t[1,\t2]\n}", [#"{"a":[1,2]}"#]),
            ("{a: b, c: [d]}", [#"{"a":"b","c":["d"]}"#]), ("[a, b]\n---\n{c: d}\n", [#"["a","b"]"#, #"{"c":"d"}"#]),
            (#"{"v":"\ud83d x","w":"\ude00"}"#, ["{\"v\":\"\u{fffd} x\",\"w\":\"\u{fffd}\"}"]),
            (#"{"v":"\ud83d\u0041"}"#, ["{\"v\":\"\u{fffd}A\"}"]),
            (#"{"v":"\u0000\"\\\/\b\f\n\r\t"}"#, [#"{"v":"\u0000\"\\/\u0008\u000c\n\r\t"}"#]),
            (#"{"n":[0,-0,1.50,1e+5,12345678901234567890123]}"#, [#"{"n":[0,-0,1.50,1e+5,12345678901234567890123]}"#]),
            ("{}", ["{}"]), ("[]", ["[]"]), ("[{}, []]", ["[{},[]]"]),
        ] as [(String, [String])]
    )
    func readsJSON(text: String, documents: [String]) throws {
        #expect(try YAMLNode.parse(yamlOrJSON: text).map(\.jsonText) == documents)
    }

    @Test(
        "Malformed JSON is refused with its place",
        arguments: [
            (#"{"a" 1}"#, 1, 6, "no ':' after a JSON key"), (#"{"a":1,}"#, 1, 8, "a JSON key must be in double quotes"),
            ("[1 2]", 1, 4, "no ',' or ']' after a JSON value"),
            (#"{"a":1"#, 1, 7, "the JSON text ends too early; the object of line 1 is not closed"),
            ("[01]", 1, 2, "a malformed JSON number"), ("[1.]", 1, 2, "a malformed JSON number"),
            ("[-]", 1, 2, "a malformed JSON number"),
            ("[tru]", 1, 2, "no JSON value where one should be"),
            ("[\n\"a\nb\"]", 2, 3, "a line break or control character inside a JSON string; write it as an escape"),
            (#"["\x"]"#, 1, 3, "an unknown JSON escape"),
            (#"["\u12g4"]"#, 1, 3, "a JSON escape \\u without four hexadecimal digits"),
            (#"{"a":1,"a":2}"#, 1, 8, "the key \"a\" stands twice in one mapping; it is first on line 1"),
            ("[1,]", 1, 4, "no JSON value where one should be"), ("]", 1, 1, "no JSON value where one should be"),
        ]
    )
    func refusesJSON(text: String, line: Int, column: Int, reason: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(json: Array(text.utf8)) }
        #expect(error == YAMLError(at: YAMLMark(line: line, column: column), reason))
    }

    @Test func `Marks count lines and characters of the whole text`() throws {
        let text = "# é\na:\n  é: [x, y]\n---\n{\"b\": {\"c\": 1}}\n---\nd: 1\n"
        let documents = try YAMLNode.parse(yamlOrJSON: text)
        #expect(documents[0]["a"]?.mapping?.first?.keyMark == YAMLMark(line: 3, column: 3))
        #expect(documents[0]["a"]?["é"]?.sequence?.last?.mark == YAMLMark(line: 3, column: 10))
        #expect(documents[1]["b"]?["c"]?.mark == YAMLMark(line: 5, column: 13))
        #expect(documents[2].mapping?.first?.keyMark == YAMLMark(line: 7, column: 1))
    }

    @Test func `Windows line ends count once`() throws {
        let documents = try YAMLNode.parse(yamlOrJSON: "a: 1\r\n---\r\n{\"b\":\r\n1}\r\n")
        #expect(documents.last?["b"]?.mark == YAMLMark(line: 4, column: 1))
    }

    @Test func `An error in a later document has the line of the whole text`() {
        let error = #expect(throws: YAMLError.self) {
            try YAMLNode.parse(yamlOrJSON: "{\"a\":1}\n---\nb: [\n---\nc: 1\n")
        }
        #expect(error?.line == 4)
    }

    @Test func `An alias does not reach into another document`() {
        #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: "a: &x 1\n---\nb: *x\n") }
    }
}
