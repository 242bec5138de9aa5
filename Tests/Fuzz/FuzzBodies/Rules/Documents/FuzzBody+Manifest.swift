import Manifests
import Text
import YAML

extension FuzzBody {
    /// Manifests made of the bytes: as YAML and as JSON, what is written is read as what it was made of.
    static let manifest = FuzzBody(
        "manifest",
        maximumLength: 512,
        seeds: ["{a\u{1}b\u{2}c}", "[x[y{no:1}]]", "{a[{b~}{c|d\ne}]}", "~", "#", "{\"\n{:\u{7F}é}}"].map {
            Array($0.utf8)
        },
        words: [
            "{", "[", "}", "]", "~", "#", "!", "yes", "null", "- ", ": ", "'", "\"", "\u{2028}", "\u{FFFE}",
            "\u{1F600}", "1.0", "|", "\n",
        ]
    ) { bytes throws(BrokenPromise) in
        var maker = ManifestMaker(bytes[...])
        let manifest = maker.value(depth: 0)
        let json = manifest.json()
        let fromJSON = try documents(json, "JSON")
        let yaml = manifest.yaml
        switch manifest {
        case .object, .list:
            guard let value = JSONValue(manifest), let document = fromJSON.first else {
                throw BrokenPromise("a manifest is a document: \(json)")
            }
            try hold(document.says(value), "JSON says what the manifest says: \(json)")
            let fromYAML = try documents(yaml, "YAML")
            try hold(
                fromYAML.count == 1 && fromYAML[0].says(value),
                "YAML says what the manifest says: \(yaml.debugDescription)"
            )
            let terminal = manifest.json(escaping: .terminal)
            try hold(
                !terminal.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" },
                "nothing drives a terminal: \(terminal.debugDescription)"
            )
        default: _ = yaml
        }
    }

    private static func documents(_ text: String, _ what: String) throws(BrokenPromise) -> [YAMLNode] {
        do throws(YAMLError) { return try YAMLNode.parse(yamlOrJSON: text) } catch {
            throw BrokenPromise("\(what) that is written can be read: \(error): \(text.debugDescription)")
        }
    }
}

/// Makes a manifest of bytes: brackets open and close, a few characters stand for other kinds, all else is text up to the next.
private struct ManifestMaker {
    private var rest: ArraySlice<UInt8>
    private var keys = 0

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func value(depth: Int) -> ManifestValue {
        switch rest.popFirst() {
        case UInt8(ascii: "{"):
            var entries: [(key: String, value: ManifestValue)] = []
            while let byte = rest.first, byte != UInt8(ascii: "}"), depth < 12 {
                keys += 1
                entries.append((key: "\(text())-\(keys)", value: value(depth: depth + 1)))
            }
            _ = rest.popFirst()
            return .object(entries)
        case UInt8(ascii: "["):
            var elements: [ManifestValue] = []
            while let byte = rest.first, byte != UInt8(ascii: "]"), depth < 12 {
                elements.append(value(depth: depth + 1))
            }
            _ = rest.popFirst()
            return .list(elements)
        case UInt8(ascii: "~"): return .null
        case UInt8(ascii: "#"): return .number(Int(rest.popFirst() ?? 0) - 128)
        case UInt8(ascii: "!"): return .bool(rest.popFirst().map { $0 & 1 == 1 } ?? false)
        case let byte?:
            return .text(String(decoding: [byte], as: UTF8.self) + text())
        case nil: return .text("")
        }
    }

    private mutating func text() -> String {
        let bytes = rest.prefix { !"{}[]~#!".utf8.contains($0) }.prefix(20)
        rest = rest.dropFirst(bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension YAMLNode {
    fileprivate func says(_ json: JSONValue) -> Bool {
        switch (value, json) {
        case (.null, .null): return true
        case (.bool(let own), .bool(let other)): return own == other
        case (.integer(let own), .integer(let other)): return own == String(other)
        case (.string(let own), .string(let other)): return own.utf8.elementsEqual(other.utf8)
        case (.sequence(let own), .array(let other)):
            return own.count == other.count && zip(own, other).allSatisfy { $0.says($1) }
        case (.mapping(let own), .object(let other)):
            return own.count == other.count
                && own.allSatisfy { entry in other[entry.key].map { entry.value.says($0) } ?? false }
        default: return false
        }
    }
}
