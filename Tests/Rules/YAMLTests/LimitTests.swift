import Testing
import YAML

/// Texts made to exhaust the reader.
struct LimitTests {
    @Test func `A bomb of aliases is refused where it passes the limit`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: text) }
        #expect(error?.line == 7)
        #expect(error?.reason == "the aliases (*name) up to here expand to more than 2000000 values or 16777216 bytes")
    }

    @Test func `A long string behind many aliases is refused`() {
        let text =
            "a: &a \(String(repeating: "x", count: 1 << 20))\nb: [\(Array(repeating: "*a", count: 17).joined(separator: ","))]"
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: text) }
        #expect(error?.line == 2)
    }

    @Test func `A bomb spread over documents is counted together`() {
        var limits = YAMLLimits()
        limits.maximumNodes = 100
        let document = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [*a, *a]\n---\n{}\n---\n"
        #expect(throws: Never.self) { try YAMLNode.parse(yamlOrJSON: Array(document.utf8), limits: limits) }
        let thrice = String(repeating: document, count: 3)
        #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: Array(thrice.utf8), limits: limits) }
    }

    @Test(
        "Nesting beyond the limit is refused, in every spelling",
        arguments: [
            String(repeating: "[", count: 10_000), String(repeating: "{\"a\":", count: 10_000),
            String(repeating: "- ", count: 10_000), String(repeating: "{a: ", count: 600),
            String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000),
        ]
    )
    func limitsDepth(text: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: text) }
        #expect(error?.reason == "lists and mappings are nested more than 500 levels deep")
    }

    @Test func `Depth is counted through aliases`() {
        var limits = YAMLLimits()
        limits.maximumDepth = 6
        let text = "a: &a [[1]]\nb: &b [[*a]]\nc: [[*b]]"
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(yamlOrJSON: Array(text.utf8), limits: limits) }
        #expect(error?.line == 3)
    }

    @Test func `A text at the depth limit is read and written`() throws {
        let text = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(try YAMLNode.parse(yamlOrJSON: text).first?.jsonText == text)
        #expect(try YAMLNode.parse(yaml: Array(text.utf8)).first?.jsonText == text)
    }

    @Test func `A text beyond the size limit is refused before it is read`() {
        let error = #expect(throws: YAMLError.self) {
            try YAMLNode.parse(yamlOrJSON: Array("a: 1\n".utf8), limits: YAMLLimits(maximumBytes: 4))
        }
        #expect(error?.reason == "the text has 5 bytes; at most 4 are read")
    }

    @Test func `More values than the limit are refused`() {
        let limits = YAMLLimits(maximumNodes: 3)
        #expect(throws: YAMLError.self) { try YAMLNode.parse(yaml: Array("[1, 2, 3]".utf8), limits: limits) }
        #expect(throws: YAMLError.self) { try YAMLNode.parse(json: Array("[1, 2, 3]".utf8), limits: limits) }
    }

    @Test func `A mapping of many keys is read in passing time`() throws {
        let text = (0..<20_000).map { "key\($0): \($0)" }.joined(separator: "\n")
        let node = try #require(try YAMLNode.parse(yamlOrJSON: text + "\n").first)
        #expect(node.mapping?.count == 20_000)
        #expect(node["key19999"]?.int == 19_999)
    }

    @Test("No truncation of a text crashes the reader", arguments: ["yaml", "json"])
    func survivesTruncation(kind: String) {
        let text =
            kind == "yaml"
            ? "%TAG ! tag:x,2000:\n---\na: &x {b: [1, \"\\u00e9\", !!int 3], <<: {k: v}}\nc: *x\n---\n|\n  text\n...\n"
            : #"{"a": [1.5e3, true, null, "\ud83d\ude00 \n"], "b": {"c": {}}} [1]"#
        let bytes = Array(text.utf8)
        for count in 0...bytes.count { _ = try? YAMLNode.parse(yamlOrJSON: Array(bytes.prefix(count))) }
        for position in bytes.indices {
            for byte: UInt8 in [0, 9, 10, 34, 39, 42, 44, 58, 91, 93, 123, 125, 128, 255] {
                var changed = bytes
                changed[position] = byte
                _ = try? YAMLNode.parse(yamlOrJSON: changed)
            }
        }
    }
}
