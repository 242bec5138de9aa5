import FoundationEssentials
import Manifests
import Testing
import Text
import YAML

struct ManifestValueTests {
    private let manifest: ManifestValue = [
        "kind": "List",
        "on": "off",
        "empty": [],
        "none": .object([]),
        "nothing": .null,
        "number": .number(-3),
        "flag": .bool(true),
        "items": [["name": "a/b.c-d_e", "values": .texts(["1", "é\u{2028}\"\\\t", "", "yes"])], ["x"]],
        "block": .block("first\n  second\n\nlast"),
    ]

    @Test func `YAML is written with keys in their order and quotes where they are needed`() {
        #expect(
            manifest.yaml == #"""
                kind: List
                "on": "off"
                empty: []
                none: {}
                nothing: null
                number: -3
                flag: true
                items:
                  - name: a/b.c-d_e
                    values:
                      - "1"
                      - "\u00e9\u2028\"\\\u0009"
                      - ""
                      - "yes"
                  -
                    - x
                block: |-
                  first
                    second

                  last

                """#
        )
    }

    @Test func `JSON is written with two spaces a level`() {
        let value: ManifestValue = ["b": ["x", ["c": .json(#"[{"op":"add"}]"#)]], "a": [], "é": .object([])]
        #expect(
            value.json(escaping: .terminal) == #"""
                {
                  "b": [
                    "x",
                    {
                      "c": [{"op":"add"}]
                    }
                  ],
                  "a": [],
                  "é": {}
                }

                """#
        )
    }

    @Test func `YAML, JSON and the value say the same`() throws {
        let value = try #require(JSONValue(manifest))
        for escaping in [JSONEscaping.json, .terminal, .ascii] {
            let text = manifest.json(escaping: escaping)
            #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) == value)
        }
        let read = try #require(YAMLNode.parse(yaml: Array(manifest.yaml.utf8)).first)
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(read.json)) == value)
    }

    @Test func `text that is JSON already is no value`() {
        #expect(JSONValue(["a": [.json("1")]] as ManifestValue) == nil)
    }
}
