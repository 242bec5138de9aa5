/// A strict reader of JSON values (RFC 8259) that makes the same nodes as the YAML reader, with a stack of its own.
struct JSONReader {
    private struct OpenCollection {
        let mark: YAMLMark
        var nodes: [YAMLNode] = []
        var entries: [YAMLEntry] = []
        var keys = KeyIndex()
        let isObject: Bool
        var key: (text: String, mark: YAMLMark)?
    }

    private enum Expected {
        case value, valueOrEnd, key, keyOrEnd, separatorOrEnd
    }

    private var scanner: JSONCursor
    private var open: [OpenCollection] = []
    private var documents: [YAMLNode] = []
    private var duplicates: [YAMLDuplicateKey] = []

    static func read(_ bytes: [UInt8], linesBefore: Int, budget: inout NodeBudget) throws(YAMLError) -> YAMLNode.Reading
    {
        var reader = JSONReader(scanner: JSONCursor(bytes, linesBefore: linesBefore))
        while reader.scanner.skipBlanks() { try reader.readValue(budget: &budget) }
        return YAMLNode.Reading(documents: reader.documents, duplicateKeys: reader.duplicates)
    }

    private init(scanner: JSONCursor) { self.scanner = scanner }

    /// Reads one value from the top level to its end.
    private mutating func readValue(budget: inout NodeBudget) throws(YAMLError) {
        var expected = Expected.value
        repeat {
            guard scanner.skipBlanks(), let byte = scanner.peek else { throw endOfText() }
            let mark = scanner.mark
            switch (expected, byte) {
            case (.valueOrEnd, UInt8(ascii: "]")), (.keyOrEnd, UInt8(ascii: "}")):
                scanner.advance()
                closeCollection()
                expected = .separatorOrEnd
            case (.key, _), (.keyOrEnd, _):
                try readKey(byte, at: mark)
                expected = .value
            case (.separatorOrEnd, _):
                expected = try readSeparator(byte, at: mark)
            case (_, UInt8(ascii: "{")), (_, UInt8(ascii: "[")):
                try budget.takeNode(at: mark)
                try budget.check(depth: open.count, at: mark)
                scanner.advance()
                let isObject = byte == UInt8(ascii: "{")
                open.append(OpenCollection(mark: mark, isObject: isObject))
                expected = isObject ? .keyOrEnd : .valueOrEnd
            default:
                try budget.takeNode(at: mark)
                add(YAMLNode(try scanner.scalar(), at: mark))
                expected = .separatorOrEnd
            }
        } while !open.isEmpty
    }

    private mutating func readKey(_ byte: UInt8, at mark: YAMLMark) throws(YAMLError) {
        guard byte == UInt8(ascii: "\"") else { throw YAMLError(at: mark, "a JSON key must be in double quotes") }
        let text = try scanner.string()
        guard scanner.skipBlanks() else { throw endOfText() }
        guard scanner.peek == UInt8(ascii: ":") else { throw YAMLError(at: scanner.mark, "no ':' after a JSON key") }
        scanner.advance()
        open[open.count - 1].key = (text, mark)
    }

    private mutating func readSeparator(_ byte: UInt8, at mark: YAMLMark) throws(YAMLError) -> Expected {
        let isObject = open[open.count - 1].isObject
        scanner.advance()
        switch byte {
        case UInt8(ascii: ","): return isObject ? .key : .value
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
            closeCollection()
            return .separatorOrEnd
        default:
            throw YAMLError(
                at: mark,
                isObject ? "no ',' or '}' after a JSON value" : "no ',' or ']' after a JSON value"
            )
        }
    }

    private mutating func closeCollection() {
        guard let collection = open.popLast() else { return }
        let value: YAMLNode.Value = collection.isObject ? .mapping(collection.entries) : .sequence(collection.nodes)
        add(YAMLNode(value, at: collection.mark))
    }

    private mutating func add(_ node: YAMLNode) {
        guard !open.isEmpty else {
            if !node.isNull { documents.append(node) }
            return
        }
        let last = open.count - 1
        guard let key = open[last].key else {
            open[last].nodes.append(node)
            return
        }
        open[last].key = nil
        if let first = open[last].keys.insert(key.text) {
            let firstMark = open[last].entries[first].keyMark
            duplicates.append(YAMLDuplicateKey(key: key.text, mark: key.mark, firstMark: firstMark))
        } else {
            open[last].entries.append(YAMLEntry(key: key.text, keyMark: key.mark, value: node))
        }
    }

    private func endOfText() -> YAMLError {
        let opened =
            open.last.map { "; the \($0.isObject ? "object" : "array") of line \($0.mark.line) is not closed" } ?? ""
        return YAMLError(at: scanner.mark, "the JSON text ends too early\(opened)")
    }
}
