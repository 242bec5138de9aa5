internal import YAML

extension GoJSON {
    /// What `sigs.k8s.io/yaml` makes of a YAML text for the decoder: the first document only, as JSON with sorted keys.
    ///
    /// - Returns: the value, and what its strict reader says of keys that stand twice in one mapping; nil without such keys.
    static func read(yaml bytes: [UInt8]) throws(GoError) -> (value: GoJSON, complaint: GoError?) {
        let reading: YAMLNode.Reading
        do {
            reading = try YAMLNode.read(yamlOrJSON: firstDocument(of: bytes))
        } catch {
            throw GoError("yaml: line \(error.line): \(error.reason)")
        }
        let doubled = reading.duplicateKeys.map { "  line \($0.mark.line): key \($0.key.goQuoted) already set in map" }
        let words = (["yaml: unmarshal errors:"] + doubled).joined(separator: "\n")
        let value = reading.documents.first.map(GoJSON.init) ?? .null
        return (value, doubled.isEmpty ? nil : GoError(words))
    }

    private init(_ node: YAMLNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let text), .float(let text): self = .number(text)
        case .string(let text): self = .string(text)
        case .sequence(let nodes): self = .array(nodes.map(GoJSON.init))
        case .mapping(let entries):
            self = .object(
                entries.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: GoJSON($0.value)) }
            )
        }
    }

    /// The text up to the line `---` that starts a second document, or `...` that ends the first.
    private static func firstDocument(of bytes: [UInt8]) -> [UInt8] {
        var taken: [UInt8] = []
        var hasContent = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = line.last == 0x0D ? line.dropLast() : line
            let isStart = text.starts(with: "---".utf8) && (text.count == 3 || text[text.startIndex + 3] == 0x20)
            if hasContent, isStart || text.elementsEqual("...".utf8) { break }
            if isStart || !(text.isEmpty || text.first == UInt8(ascii: "#") || text.first == UInt8(ascii: "%")) {
                hasContent = true
            }
            taken += line + [0x0A]
        }
        return taken
    }
}
