import Testing
import YAML

/// What a person is told about a text that cannot be read.
struct ErrorTests {
    @Test(
        "Bad YAML is reported at its line and column, in words",
        arguments: [
            ("a: 1\n\tb: 2", 2, 1, "a tab; YAML is indented with spaces"),
            ("a: b: c", 1, 5, "a ':' that cannot be here; put a value with ': ' in quotes, or check the indentation"),
            (
                "a: 1\n  b: 2", 2, 4,
                "a ':' that cannot be here; put a value with ': ' in quotes, or check the indentation"
            ),
            (
                "a:\n  - b\n c: 1", 3, 2,
                "no key where one should be; check the indentation and the quotes of this line and the one before"
            ),
            ("a: 1\nb: 'x\nc: 2\n", 4, 1, "quotes that are never closed (it began on line 2)"),
            ("a: [1, 2\nb: 3", 2, 2, "a list in [ ] that is never closed, or lacks a comma (it began on line 1)"),
            ("a: {b: 1\nc: 3", 2, 2, "a mapping in { } that is never closed, or lacks a comma (it began on line 1)"),
            ("a: @b", 1, 4, "a value cannot start with @; put it in quotes"),
            ("a: `b`", 1, 4, "a value cannot start with `; put it in quotes"),
            ("a: %b", 1, 4, "a value cannot start with %; put it in quotes"),
            ("a: *b", 1, 4, "an alias (*) without its anchor (&); put a value that starts with * in quotes"),
            ("a: * b", 1, 5, "a lone * or &; put a value that starts with it in quotes"),
            ("a: &x [1, *x]", 1, 11, "an alias (*) inside the value that it stands for"),
            ("a: !x!y z", 1, 4, "a tag (!x!y) that is not declared; put a value that starts with ! in quotes"),
            ("a: \"\\q\"", 1, 5, "an unknown escape after \\; double the backslash or use single quotes"),
            ("a: - b", 1, 4, "a list entry (- ) cannot start here; put it on a line of its own"),
            ("a: 1\nb: 2\na: 3", 3, 1, "the key \"a\" stands twice in one mapping; it is first on line 1"),
            ("true: 1\nyes: 2", 2, 1, "the key \"true\" stands twice in one mapping; it is first on line 1"),
            ("a\tb: 1\na\tb: 2", 2, 1, "the key \"a\\tb\" stands twice in one mapping; it is first on line 1"),
            (
                #""a\u202Eb": 1\#n"a\u202Eb": 2"#, 2, 1,
                #"the key "a\u{202E}b" stands twice in one mapping; it is first on line 1"#
            ),
            ("a: 1\n~: 2", 2, 1, "a key that is null or empty; put it in quotes"),
            ("{{ .Values.x }}: 1", 1, 2, "a list or mapping as a key; put text in { } or [ ] in quotes"),
            ("a: .inf", 1, 4, "infinity and NaN cannot be written in JSON; put the text in quotes"),
            ("a: !!int x", 1, 4, "the tag !!int on a value that is no int"),
            ("<<: 3", 1, 5, "the value of a merge key (<<) must be a mapping or a list of mappings"),
            ("a: \u{1}", 1, 4, "a control character; write it as an escape inside double quotes"),
            ("a: b\u{0}c", 1, 5, "a NUL byte; the text is not YAML, or not UTF-8"),
        ]
    )
    func reports(text: String, line: Int, column: Int, reason: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yaml: Array(text.utf8)) }
        #expect(error == YAMLError(at: YAMLMark(line: line, column: column), reason))
    }

    @Test(
        "Bytes that are not UTF-8 are reported where they stand",
        arguments: [
            ([0x61, 0x3A, 0x0A, 0xC3, 0xA9, 0xFF], 2, 2, "a byte that is not UTF-8; save the text as UTF-8"),
            ([0xFF, 0xFE, 0x61, 0x00], 1, 1, "the text is UTF-16; save it as UTF-8"),
            ([0xED, 0xA0, 0x80], 1, 1, "a byte that is not UTF-8; save the text as UTF-8"),
        ] as [([UInt8], Int, Int, String)]
    )
    func reportsBytes(bytes: [UInt8], line: Int, column: Int, reason: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: bytes) }
        #expect(error == YAMLError(at: YAMLMark(line: line, column: column), reason))
    }

    @Test(
        "No value, tag or anchor of the text is repeated in an error",
        arguments: [
            "p: *hunter2", "p: !hunter2!x y", "p: !!int hunter2", "p: @hunter2", "p: 'hunter2", "p: {hunter2",
            "p: !!bool hunter2",
            "p: &hunter2 [*hunter2]", "p: !!binary hunter2", "{\"p\": \"hunter2", "{\"p\": hunter2",
        ]
    )
    func keepsSecrets(text: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: text) }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `All duplicate keys can be had at once`() throws {
        let reading = try YAMLNode.read(yamlOrJSON: Array("a: 1\na: 2\nb: {c: 1, c: 2}\n".utf8))
        #expect(reading.duplicateKeys.map(\.mark.line) == [2, 3])
        #expect(reading.documents.first?["a"]?.int == 1)
    }

    @Test(
        "A key is a duplicate where its bytes are the same, however many keys there are",
        arguments: [0, 20]
    )
    func spellings(others: Int) throws {
        let keys = (0..<others).map { "k\($0)" } + ["e\u{301}", "\u{E9}", "e\u{301}", "\u{E9}", "e"]
        let json = "{" + keys.map { "\"\($0)\": 1" }.joined(separator: ", ") + "}"
        for text in [json, keys.map { "\($0): 1\n" }.joined()] {
            let reading = try YAMLNode.read(yamlOrJSON: Array(text.utf8))
            #expect(reading.duplicateKeys.count == 2)
            #expect(reading.documents.first?.mapping?.count == others + 3)
        }
    }

    @Test func `A long duplicate key is shortened`() {
        let key = String(repeating: "k", count: 500)
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: "\(key): 1\n\(key): 2") }
        #expect((error?.reason.utf8.count ?? 999) < 140)
    }
}
