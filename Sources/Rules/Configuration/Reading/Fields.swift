import YAML

/// The keys of one mapping; those that are not known are reported when it is opened.
package struct Fields {
    let path: String
    let line: Int
    let sink: DiagnosticSink
    private let settings: [SettingKey]
    private let entries: [YAMLEntry]

    /// Opens a mapping, which may have the keys of its ``SettingShape``.
    ///
    /// With `isConfidential`, unknown keys are not repeated, since a credential may stand where a key should. `hints` say why
    /// a key is refused on purpose.
    package init?(_ field: Field, isConfidential: Bool = false, hints: [String: String] = [:]) {
        let settings = field.shape?.keys ?? []
        let keys = settings.names
        let entries: [YAMLEntry]
        switch field.node.value {
        case .mapping(let found): entries = found
        case .null: entries = []
        default:
            field.error("must be a mapping with \(keys.alternatives), not \(field.node.kindName)")
            return nil
        }
        path = field.path
        line = field.line
        sink = field.sink
        self.settings = settings
        self.entries = entries
        for entry in entries where !keys.contains(entry.key) {
            reportUnknown(entry, keys: keys, isConfidential: isConfidential, hints: hints)
        }
    }

    private func reportUnknown(_ entry: YAMLEntry, keys: [String], isConfidential: Bool, hints: [String: String]) {
        let line = entry.keyMark.line
        let suggestion = NearestName.of(entry.key, among: keys).map { "did you mean \($0)?" }
        if let hint = hints[entry.key] {
            sink.error(line: line, path: path(of: entry.key), hint)
        } else if isConfidential {
            let shown = suggestion ?? "write \(keys.isEmpty ? "{}" : keys.alternatives)"
            sink.error(line: line, path: path, "has an unknown key (not shown, it may be a credential): \(shown)")
        } else {
            sink.error(
                line: line,
                path: path(of: entry.key),
                "unknown key: \(suggestion ?? "known here are \(keys.sorted().list)")"
            )
        }
    }

    /// The key path of a key.
    func path(of key: String) -> String {
        let shown = key.count > 60 ? key.prefix(60) + "…" : key[...]
        return path.isEmpty ? String(shown) : "\(path).\(shown)"
    }

    /// A key's value, or nil when the key is missing or null.
    package subscript(key: String) -> Field? {
        guard let field = present(key), !field.node.isNull else { return nil }
        return field
    }

    /// A key's value, null included.
    package func present(_ key: String) -> Field? {
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        let shape = settings.first { $0.name == key }?.shape
        return Field(node: entry.value, path: path(of: key), line: entry.keyMark.line, sink: sink, shape: shape)
    }

    /// A key that must be there; `instruction` says what to write where it is not.
    package func required(_ key: String, _ instruction: String) -> Field? {
        if let field = self[key] { return field }
        let line = present(key)?.line ?? line
        sink.error(
            line: line,
            path: path(of: key),
            present(key) == nil ? "is missing: \(instruction)" : "is empty: \(instruction)"
        )
        return nil
    }

    /// Those of some keys that are present.
    package func keys(among keys: [String]) -> [String] { keys.filter { self[$0] != nil } }

    /// Reports an error of the mapping as a whole.
    package func error(_ message: String) { sink.error(line: line, path: path, message) }
    /// Reports a warning about the mapping as a whole.
    package func warning(_ message: String) { sink.warning(line: line, path: path, message) }
}

extension [String] {
    /// `a, b and c`.
    package var list: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
