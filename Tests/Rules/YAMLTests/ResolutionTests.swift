import Testing
import YAML

/// Types of YAML scalars, against what Kubernetes' own library says.
struct ResolutionTests {
    @Test(
        "A text becomes the JSON that sigs.k8s.io/yaml makes of it",
        arguments: KubernetesTruth.scalars + KubernetesTruth.structures
    )
    func agrees(yaml: String, json: String) throws {
        let documents = try YAMLNode.parse(yaml: Array(yaml.utf8))
        let expected = try YAMLNode.parse(json: Array(json.utf8))
        #expect(documents.map(Shape.init) == expected.map(Shape.init))
    }

    @Test("What sigs.k8s.io/yaml refuses is refused", arguments: KubernetesTruth.refused)
    func refuses(yaml: String) {
        #expect(throws: YAMLError.self) { try YAMLNode.parse(yaml: Array(yaml.utf8)) }
    }

    @Test(
        "Numbers keep the digits they were written with",
        arguments: [
            ("1.10", "1.10"), ("1.", "1"), (".5", "0.5"), ("+12", "12"), ("007.50", "7.50"), ("1e3", "1e3"),
            ("18446744073709551616", "18446744073709551616"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("-9223372036854775809", "-9223372036854775809"), ("0777777777777777777777777", "777777777777777777777777"),
        ]
    )
    func keepsDigits(written: String, json: String) throws {
        let node = try #require(try YAMLNode.parse(yamlOrJSON: "v: \(written)").first)
        #expect(node.jsonText == #"{"v":\#(json)}"#)
    }

    @Test func `A float tag makes a number of a whole number too large for 64 bits`() throws {
        let node = try #require(try YAMLNode.parse(yamlOrJSON: "v: !!float 18446744073709551615").first)
        #expect(node["v"]?.value == .float("18446744073709551615"))
    }

    @Test func `Keys that differ only in Unicode normalisation are two keys`() throws {
        let node = try #require(try YAMLNode.parse(yamlOrJSON: "\u{e9}: 1\ne\u{301}: 2").first)
        #expect(node.mapping?.count == 2)
    }
}

/// A value without its marks and with numbers by value, for comparison with another library's spelling.
private indirect enum Shape: Equatable, CustomStringConvertible {
    case leaf(YAMLNode.Value)
    case number(Double)
    case list([Shape])
    case fields([String: Shape])

    init(_ node: YAMLNode) {
        switch node.value {
        case .integer(let text) where text.count < 16: self = .leaf(.integer(text))
        case .integer, .float: self = .number(node.double ?? .nan)
        case .sequence(let nodes): self = .list(nodes.map(Shape.init))
        case .mapping(let entries):
            self = .fields(
                Dictionary(entries.map { ($0.key, Shape($0.value)) }, uniquingKeysWith: { first, _ in first })
            )
        default: self = .leaf(node.value)
        }
    }

    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.leaf(.integer(let text)), .number(let number)), (.number(let number), .leaf(.integer(let text))):
            Double(text) == number
        case (.leaf(let left), .leaf(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.fields(let left), .fields(let right)): left == right
        default: false
        }
    }

    var description: String {
        switch self {
        case .leaf(let value): "\(value)"
        case .number(let number): "\(number)"
        case .list(let shapes): "\(shapes)"
        case .fields(let fields): "\(fields)"
        }
    }
}
