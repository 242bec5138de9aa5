/// Collects the entries of one mapping: keys become strings, duplicates are found, merge keys are spread out.
struct MappingBuilder {
    private enum Pending {
        case none
        case key(String, YAMLMark)
        case merge
    }

    /// Duplicate keys that were dropped, in the order of the text.
    private(set) var duplicates: [YAMLDuplicateKey] = []

    private var pending = Pending.none
    private var entries: [YAMLEntry] = []
    /// Values of `<<` keys, each with the number of entries in front of it.
    private var merges: [(position: Int, value: YAMLNode)] = []
    private var index = KeyIndex()

    /// Takes a key or a value, whichever is due.
    ///
    /// `mark` is where the node stands; for an alias this is not the node's own mark.
    mutating func take(_ node: YAMLNode, at mark: YAMLMark, isMergeKey: Bool) throws(YAMLError) {
        switch pending {
        case .none:
            pending = isMergeKey ? .merge : .key(try Self.keyText(node, at: mark), mark)
        case .merge:
            merges.append((entries.count, try Self.mergeable(node, at: mark)))
            pending = .none
        case .key(let key, let keyMark):
            if let first = index.insert(key) {
                duplicates.append(YAMLDuplicateKey(key: key, mark: keyMark, firstMark: entries[first].keyMark))
            } else {
                entries.append(YAMLEntry(key: key, keyMark: keyMark, value: node))
            }
            pending = .none
        }
    }

    /// The entries with the merged mappings spread out.
    ///
    /// Of several mappings in one `<<: [a, b]` the first wins. A `<<` that follows a key replaces its value, although YAML says
    /// otherwise: that is what go-yaml v2, and so the cluster, makes of it.
    mutating func finish() throws(YAMLError) -> [YAMLEntry] {
        if merges.isEmpty { return entries }
        var merged: [YAMLEntry] = []
        var positions = KeyIndex()
        func put(_ entry: YAMLEntry) {
            if let position = positions.insert(entry.key) {
                merged[position] = entry
            } else {
                merged.append(entry)
            }
        }
        var remaining = merges[...]
        for (number, entry) in entries.enumerated() {
            while let merge = remaining.first, merge.position <= number {
                Self.spread(merge.value).forEach(put)
                remaining.removeFirst()
            }
            put(entry)
        }
        for merge in remaining { Self.spread(merge.value).forEach(put) }
        return merged
    }

    private static func spread(_ node: YAMLNode) -> [YAMLEntry] {
        if let entries = node.mapping { return entries }
        return (node.sequence ?? []).reversed().flatMap { $0.mapping ?? [] }
    }

    private static func mergeable(_ node: YAMLNode, at mark: YAMLMark) throws(YAMLError) -> YAMLNode {
        let isMergeable = node.mapping != nil || node.sequence?.allSatisfy { $0.mapping != nil } == true
        if isMergeable { return node }
        throw YAMLError(at: mark, "the value of a merge key (<<) must be a mapping or a list of mappings")
    }

    /// The key as sigs.k8s.io/yaml writes it into JSON.
    private static func keyText(_ node: YAMLNode, at mark: YAMLMark) throws(YAMLError) -> String {
        switch node.value {
        case .string(let text), .integer(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .float(let text): return NumberText.keyText(ofFloat: text)
        case .null: throw YAMLError(at: mark, "a key that is null or empty; put it in quotes")
        case .sequence, .mapping:
            throw YAMLError(at: mark, "a list or mapping as a key; put text in { } or [ ] in quotes")
        }
    }
}

/// The keys of a mapping in order; a hash table only where a scan would be slow.
struct KeyIndex {
    private var keys: [String] = []
    /// By their bytes: equal strings may be two spellings of one accented letter, which JSON and YAML tell apart.
    private var positions: [[UInt8]: Int] = [:]

    /// Appends a key, or returns the position that it has already.
    mutating func insert(_ key: String) -> Int? {
        let bytes = positions.isEmpty ? [] : Array(key.utf8)
        let known =
            positions.isEmpty
            ? keys.firstIndex { $0 == key && $0.utf8.elementsEqual(key.utf8) } : positions[bytes]
        if let known { return known }
        keys.append(key)
        if !positions.isEmpty {
            positions[bytes] = keys.count - 1
        } else if keys.count > 12 {
            for (number, key) in keys.enumerated() { positions[Array(key.utf8)] = number }
        }
        return nil
    }
}
