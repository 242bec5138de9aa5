import PlainReadings
import YAML

extension FuzzBody {
    /// YAML and JSON of anybody: read within limits, faults where they are, and what was read means the same when it is written as JSON.
    static let yaml = FuzzBody(
        "yaml",
        maximumLength: 2048,
        seeds: YAMLSeeds.texts.map { Array($0.utf8) },
        words: YAMLSeeds.words
    ) { bytes throws(BrokenPromise) in
        try holdJSON(bytes)
        try holdLimits(bytes)
        let reading: YAMLNode.Reading
        do throws(YAMLError) {
            reading = try YAMLNode.read(yamlOrJSON: bytes)
        } catch {
            try holdPlace(error.mark, bytes, "\(error)")
            return try hold(
                !error.reason.isEmpty && !error.reason.contains("\n"),
                "a reason is a clause: \(error.reason)"
            )
        }
        for duplicate in reading.duplicateKeys {
            try holdPlace(duplicate.mark, bytes, "a key that comes twice")
            try holdPlace(duplicate.firstMark, bytes, "the key that came before")
        }
        let isStrict = (try? YAMLNode.parse(yamlOrJSON: bytes)) != nil
        try holdEqual(
            isStrict,
            reading.duplicateKeys.isEmpty,
            "a strict reader refuses keys that come twice, and nothing else"
        )
        for document in reading.documents {
            try holdPlaces(document, bytes)
            try holdWritten(document)
        }
    }

    /// JSON is JSON for this reader, too.
    private static func holdJSON(_ bytes: [UInt8]) throws(BrokenPromise) {
        let plain = Result { () throws(ReferenceJSON.Malformed) in try ReferenceJSON(parsing: bytes) }
        let own = try? YAMLNode.read(yamlOrJSON: bytes).documents
        guard case .success(let tree) = plain, tree.members != nil || tree.elements != nil else { return }
        guard tree.depth <= ReferenceJSON.keptDepth, !bytes.contains(0) else { return }
        guard let own, own.count == 1 else { throw BrokenPromise("one JSON value is one document") }
        try hold(own[0].says(tree), "a document is the JSON that it is written in: \(own[0].jsonText)")
        guard let strict = try? YAMLNode.parse(json: bytes) else { return }
        try holdEqual(strict.map(\.json), own.map(\.json), "a reader of JSON alone reads the same")
    }

    private static func holdLimits(_ bytes: [UInt8]) throws(BrokenPromise) {
        let limits = YAMLLimits(maximumBytes: 1024, maximumNodes: 40, maximumAliasBytes: 64, maximumDepth: 6)
        guard let documents = try? YAMLNode.read(yamlOrJSON: bytes, limits: limits).documents else { return }
        try hold(bytes.count <= limits.maximumBytes, "too long a text is refused")
        var count = 0
        for document in documents {
            count += document.count
            try hold(document.depth <= limits.maximumDepth, "too deep a text is refused: \(document.depth)")
        }
        try hold(count <= limits.maximumNodes, "a text with too many values is refused: \(count)")
    }

    private static func holdPlaces(_ node: YAMLNode, _ bytes: [UInt8]) throws(BrokenPromise) {
        var open = [node]
        while let node = open.popLast() {
            try holdPlace(node.mark, bytes, "a value")
            for entry in node.mapping ?? [] {
                try holdPlace(entry.keyMark, bytes, "a key")
                open.append(entry.value)
            }
            open += node.sequence ?? []
        }
    }

    private static func holdPlace(_ mark: YAMLMark, _ bytes: [UInt8], _ what: String) throws(BrokenPromise) {
        // YAML 1.1 knows more line ends than others.
        let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
        let lines = text.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) } + 1
        try hold((1...(lines + 1)).contains(mark.line), "\(what) is on a line of the text: \(mark) of \(lines)")
        try hold((1...(text.count + 2)).contains(mark.column), "\(what) is in a column of the text: \(mark)")
    }

    /// A document written as JSON is JSON, and is read the same by both readers.
    private static func holdWritten(_ document: YAMLNode) throws(BrokenPromise) {
        let json = document.json
        guard document.mapping != nil || document.sequence != nil else { return }
        let tree: ReferenceJSON
        do throws(ReferenceJSON.Malformed) { tree = try ReferenceJSON(parsing: json) } catch {
            throw BrokenPromise("what is written is JSON: \(error): \(document.jsonText)")
        }
        if document.depth <= ReferenceJSON.keptDepth {
            try hold(document.says(tree), "what is written is what was read: \(document.jsonText)")
        }
        for again in [try? YAMLNode.parse(json: json), try? YAMLNode.parse(yamlOrJSON: json)] {
            try holdEqual(again?.map(\.jsonText), [document.jsonText], "what is written is read the same")
        }
        // YAML has line ends that JSON does not know, and folds them.
        if !document.jsonText.unicodeScalars.contains(where: { [0x85, 0x2028, 0x2029].contains($0.value) }),
            let again = try? YAMLNode.parse(yaml: json)
        {
            try hold(again.count == 1 && again[0].isLike(document), "JSON is YAML: \(document.jsonText)")
        }
    }
}

extension YAMLNode {
    fileprivate var count: Int {
        var (count, open) = (0, [self])
        while let node = open.popLast() {
            count += 1
            open += (node.sequence ?? []) + (node.mapping ?? []).map(\.value)
        }
        return count
    }

    fileprivate var depth: Int {
        var (deepest, open) = (0, [(self, 1)])
        while let (node, depth) = open.popLast() {
            guard node.sequence != nil || node.mapping != nil else { continue }
            deepest = max(deepest, depth)
            open += ((node.sequence ?? []) + (node.mapping ?? []).map(\.value)).map { ($0, depth + 1) }
        }
        return deepest
    }

    /// Whether it is the same but for its numbers, which YAML writes in its own way, or holds to be texts.
    fileprivate func isLike(_ other: YAMLNode) -> Bool {
        switch (value, other.value) {
        case (_, .integer), (_, .float): true
        case (.sequence(let own), .sequence(let others)):
            own.count == others.count && zip(own, others).allSatisfy { $0.isLike($1) }
        case (.mapping(let own), .mapping(let others)):
            own.count == others.count
                && zip(own, others).allSatisfy { $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.isLike($1.value) }
        default: value == other.value
        }
    }

    /// Whether it is this JSON; of keys that come twice the first one counts here.
    fileprivate func says(_ json: ReferenceJSON) -> Bool {
        switch (value, json) {
        case (.null, .null): return true
        case (.bool(let own), .bool(let other)): return own == other
        case (.integer(let own), .number(let other)), (.float(let own), .number(let other)): return own == other
        case (.string(let own), .string(let other)): return own.utf8.elementsEqual(other.utf8)
        case (.sequence(let own), .array(let other)):
            return own.count == other.count && zip(own, other).allSatisfy { $0.says($1) }
        case (.mapping(let own), .object(let other)):
            var known: Set<[UInt8]> = []
            let members = other.filter { known.insert(Array($0.key.utf8)).inserted }
            return own.count == members.count
                && zip(own, members).allSatisfy { $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.says($1.value) }
        default: return false
        }
    }
}

extension ReferenceJSON {
    fileprivate var depth: Int {
        1 + ((elements ?? []) + (members ?? []).map(\.value)).reduce(0) { max($0, $1.depth) }
    }
}
