import JSONTexts
import Testing
import YAML

@Suite struct `What is JSON in a file of configuration` {
    /// As kubectl's decoder: any number of values, also none, and a mark in front is the editor's.
    @Test func `is what RFC 8259 says, any number of times`() {
        let several: Set = [
            "nothing", "white space alone", "two lines", "a string behind", "three quotes", #"number "1-1""#,
            #"word "true1""#, #"word "1true""#, #"structure "{}{}""#, #"structure "[][]""#, #"structure "{}[]""#,
            #"structure "1 2""#, #"structure "1 \"a\"""#, #"structure "null null""#,
        ]
        let marks: Set = ["a mark alone", "a mark in front", "two marks in front"]
        let misjudged = JSONText.misjudged(accepted: marks) { (try? YAMLNode.parse(json: $0)) != nil }
        #expect(Set(misjudged) == several)
    }

    @Test(arguments: JSONText.equalKeys)
    func `has no equal keys: they are reported where the second one stands`(text: JSONText) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLNode.parse(json: text.bytes) }
        #expect(error.description.contains("stands twice"), "\(error)")
        let reading = try YAMLNode.read(yamlOrJSON: text.bytes)
        #expect(reading.duplicateKeys.count == 1 && reading.documents.count == 1)
    }

    @Test(arguments: JSONText.nestings)
    func `is bounded in depth, however it is read`(nesting: [String]) {
        for (depth, isRead) in [(1, true), (50, true), (100_000, false)] {
            let bytes = JSONText.nested(depth, in: nesting)
            #expect(((try? YAMLNode.parse(json: bytes)) != nil) == isRead, "\(depth)")
            #expect(((try? YAMLNode.parse(yamlOrJSON: bytes)) != nil) == isRead, "\(depth)")
        }
    }

    @Test func `is the same where it may as well be YAML`() throws {
        for text in JSONText.everywhere
        where text.isJSON && [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(text.bytes[0]) {
            #expect(try YAMLNode.parse(yamlOrJSON: text.bytes) == YAMLNode.parse(json: text.bytes), "\(text)")
        }
    }

    @Test func `says in its strings what their escapes mean`() throws {
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            let nodes = try? YAMLNode.parse(json: text.bytes)
            #expect(nodes?.map(\.value) == [.string(meaning)], "\(text)")
        }
    }
}
