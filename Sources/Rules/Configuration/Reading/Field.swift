import Text
import YAML

/// A value of the file with its key path, and the sink for what is wrong with it.
///
/// Each reading function returns nil after it has reported why.
package struct Field {
    let node: YAMLNode
    let path: String
    /// The line that messages name: that of the key, or of the list entry.
    let line: Int
    let sink: DiagnosticSink
    /// What the schema says of it; nil where a file may name what it likes, as with labels.
    let shape: SettingShape?

    /// Reports an error at its line.
    package func error(_ message: String) { sink.error(line: line, path: path, message) }
    /// Reports a warning at its line.
    package func warning(_ message: String) { sink.warning(line: line, path: path, message) }

    /// Whether an error of it was reported already.
    var hasError: Bool { sink.hasError(at: path) }

    /// Whether an error of it, or of what is in it, was reported already.
    var hasErrorWithin: Bool { sink.hasError(within: path) }

    /// The text as it is, or nil when the value is something else; reports nothing.
    package var text: String? { node.string }

    /// The digits of a whole number, or nil when the value is something else; reports nothing.
    package var integerText: String? {
        if case .integer(let digits) = node.value { digits } else { nil }
    }

    /// Whether it is `[]`.
    package var isEmptyList: Bool { node.sequence?.isEmpty == true }
    /// Whether it is `{}`.
    package var isEmptyMapping: Bool { node.mapping?.isEmpty == true }

    /// Text that is not empty.
    package func string() -> String? {
        guard let text = node.string else {
            switch node.value {
            case .bool, .integer, .float:
                error("must be a string, not \(node.kindName): put it in quotes")
            default:
                error("must be a string, not \(node.kindName)")
            }
            return nil
        }
        if text.isEmpty {
            error("is empty: write a value or leave the key out")
            return nil
        }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            error("has a line break or control character: write it on one line")
            return nil
        }
        return text
    }

    /// Text that is not empty and has nothing around it, such as an identifier or a path.
    package func identifier() -> String? {
        guard let text = string() else { return nil }
        switch TextFlaw(of: text, as: .secret) {
        case .blank, .lineBreak, .invisible:
            error("has white space or an invisible character at its start or end: remove it")
            return nil
        default: return text
        }
    }

    /// `true` or `false`.
    package func bool() -> Bool? {
        if let flag = node.bool { return flag }
        error("must be true or false, not \(node.kindName)")
        return nil
    }

    /// A whole number of the shape's range.
    package func int() -> Int? {
        guard case .integer(let range)? = shape?.plain else { return mismatch() }
        guard case .integer = node.value else {
            error("must be a whole number\(node.double == nil ? ", not \(node.kindName)" : "")")
            return nil
        }
        return checked(node.int, in: range) { "\($0)" }
    }

    /// A number of the shape's range.
    package func number() -> Double? {
        guard case .number(let range)? = shape?.plain else { return mismatch() }
        guard let number = node.double else {
            error("must be a number, not \(node.kindName)")
            return nil
        }
        return checked(number, in: range) { "\($0)" }
    }

    /// A size in bytes of the shape's range: a whole number or one with a unit, `8Mi`.
    package func size() -> Int? {
        guard case .size(let range)? = shape?.plain else { return mismatch() }
        let text: String
        switch node.value {
        case .integer(let digits), .string(let digits): text = digits
        default:
            error("must be a size such as 8Mi or 65536, not \(node.kindName)")
            return nil
        }
        guard let bytes = ByteSize.parse(text) else {
            error(
                "\"\(text)\" is no size: write a whole number of bytes, or one with Ki, Mi, Gi, k, M or G, such as 8Mi"
            )
            return nil
        }
        return checked(bytes, in: range, ByteSize.text)
    }

    /// A duration of the shape's range, as Kubernetes writes it: `1m30s`.
    package func duration() -> Duration? {
        guard case .duration(let range)? = shape?.plain else { return mismatch() }
        switch node.value {
        case .integer, .float:
            error("is a number without a unit: write a duration such as 5s, 500ms or 1m30s")
            return nil
        case .string(let text):
            guard let duration = DurationText.parse(text) else {
                error("\"\(text)\" is no duration: write numbers with units (h, m, s, ms), such as 5s or 1m30s")
                return nil
            }
            return checked(duration, in: range, DurationText.text)
        default:
            error("must be a duration such as 5s or 1m30s, not \(node.kindName)")
            return nil
        }
    }

    /// What a reader asks for where the schema says something else: a fault of ours, which each file with the key shows.
    private func mismatch<Value>() -> Value? {
        error("cannot be read: Pullpass' own schema says something else of it; leave it out, and report this")
        return nil
    }

    /// A value of a range; `text` writes its bounds for people.
    private func checked<Value>(_ value: Value?, in range: ClosedRange<Value>, _ text: (Value) -> String) -> Value? {
        if let value, range.contains(value) { return value }
        error("must be from \(text(range.lowerBound)) to \(text(range.upperBound))")
        return nil
    }

    /// One of the words of an enumeration.
    package func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Word? where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        guard let text = string() else { return nil }
        if let word = Word(rawValue: text) { return word }
        let hint = NearestName.of(text, among: words).map { " (did you mean \($0)?)" } ?? ""
        error("\"\(text)\" is not known: write \(words.alternatives)\(hint)")
        return nil
    }

    /// The entries of a list, without those that are null.
    package func list() -> [Field]? {
        guard let nodes = node.sequence else {
            let how = node.mapping == nil ? "write [ ] around one entry" : "start each entry with '- '"
            error("must be a list, not \(node.kindName): \(how)")
            return nil
        }
        let element = shape?.element
        return nodes.enumerated().compactMap { index, node in
            let entry = Field(node: node, path: "\(path)[\(index)]", line: node.mark.line, sink: sink, shape: element)
            if node.isNull { entry.error("is empty: remove the entry") }
            return node.isNull ? nil : entry
        }
    }

    /// A list of strings; entries that are none are reported and left out.
    package func strings() -> [String]? {
        list()?.compactMap { $0.string() }
    }

    /// A mapping of strings to strings, such as labels.
    func stringMap() -> [(key: Field, value: String)]? {
        guard let entries = node.mapping else {
            error("must be a mapping of names to values, not \(node.kindName)")
            return nil
        }
        return entries.compactMap { entry in
            let place = Field(
                node: YAMLNode(.string(entry.key), at: entry.keyMark),
                path: "\(path)[\"\(entry.key)\"]",
                line: entry.keyMark.line,
                sink: sink,
                shape: nil
            )
            switch entry.value.value {
            case .string(let text): return (place, text)
            case .bool, .integer, .float:
                place.error("must be a string, not \(entry.value.kindName): put the value in quotes")
            default: place.error("must be a string, not \(entry.value.kindName)")
            }
            return nil
        }
    }

    /// A base URL for requests that carry credentials.
    package func endpoint() -> Endpoint? {
        guard let text = string() else { return nil }
        guard let endpoint = Endpoint(text) else {
            error(
                "is no base URL: write https://host, https://host:port or https://host/path, without user name and query"
            )
            return nil
        }
        if endpoint.scheme == "http", !endpoint.isLocal {
            warning("credentials are sent there without encryption: write https://")
        }
        return endpoint
    }
}

extension [String] {
    /// `a, b or c`.
    package var alternatives: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}
