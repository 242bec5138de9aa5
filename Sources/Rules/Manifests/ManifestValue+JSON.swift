package import Text

extension ManifestValue {
    /// The value as JSON, two spaces a level, with a line feed at its end.
    package func json(escaping: JSONEscaping = .ascii) -> String {
        var text = ""
        write(into: &text, margin: "\n", escaping)
        return text + "\n"
    }

    // Recursive over what a generator or a renderer builds, whose depth is fixed; nothing that was read is nested in
    // it.
    private func write(into text: inout String, margin: String, _ escaping: JSONEscaping) {
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .number(let number): text += String(number)
        case .text(let string), .block(let string): text += string.quotedJSON(escaping)
        case .json(let json): text += json
        case .list(let elements):
            Self.write("[", elements, "]", into: &text, margin: margin) { text, element, margin in
                element.write(into: &text, margin: margin, escaping)
            }
        case .object(let entries):
            Self.write("{", entries, "}", into: &text, margin: margin) { text, entry, margin in
                text += entry.key.quotedJSON(escaping) + ": "
                entry.value.write(into: &text, margin: margin, escaping)
            }
        }
    }

    private static func write<Element>(
        _ open: String,
        _ elements: [Element],
        _ close: String,
        into text: inout String,
        margin: String,
        each write: (inout String, Element, _ margin: String) -> Void
    ) {
        text += open
        for (position, element) in elements.enumerated() {
            text += (position > 0 ? "," : "") + margin + "  "
            write(&text, element, margin + "  ")
        }
        text += elements.isEmpty ? close : margin + close
    }
}

extension JSONValue {
    /// The same value without the order of its keys; nil where a piece is JSON text, which only a parser could tell.
    package init?(_ manifest: ManifestValue) {
        switch manifest {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let number): self = .integer(Int64(number))
        case .text(let text), .block(let text): self = .string(text)
        case .json: return nil
        case .list(let elements):
            var values: [JSONValue] = []
            for element in elements {
                guard let value = JSONValue(element) else { return nil }
                values.append(value)
            }
            self = .array(values)
        case .object(let entries):
            var members: [String: JSONValue] = [:]
            for entry in entries {
                guard let value = JSONValue(entry.value) else { return nil }
                members[entry.key] = value
            }
            self = .object(members)
        }
    }
}
