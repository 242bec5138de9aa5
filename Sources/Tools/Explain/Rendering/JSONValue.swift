/// JSON to be written with keys in the given order, two spaces a level.
enum JSONValue {
    case null
    case number(Int)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])
    /// JSON text that is written as it stands.
    case verbatim(String)

    /// The text, with a line feed at its end.
    var text: String {
        var text = ""
        write(into: &text, indent: 0)
        return text + "\n"
    }

    // Recursive over what the renderer builds, whose depth is fixed; nothing of the input is nested in it.
    private func write(into text: inout String, indent: Int) {
        switch self {
        case .null: text += "null"
        case .number(let number): text += String(number)
        case .string(let string): JSONValue.write(string, into: &text)
        case .verbatim(let json): text += json
        case .array(let values):
            JSONValue.write("[", "]", values.count, into: &text, indent: indent) { text, index in
                values[index].write(into: &text, indent: indent + 1)
            }
        case .object(let entries):
            JSONValue.write("{", "}", entries.count, into: &text, indent: indent) { text, index in
                JSONValue.write(entries[index].key, into: &text)
                text += ": "
                entries[index].value.write(into: &text, indent: indent + 1)
            }
        }
    }

    private static func write(
        _ open: String,
        _ close: String,
        _ count: Int,
        into text: inout String,
        indent: Int,
        element: (inout String, Int) -> Void
    ) {
        text += open
        for index in 0..<count {
            text += (index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: indent + 1)
            element(&text, index)
        }
        if count > 0 { text += "\n" + String(repeating: "  ", count: indent) }
        text += close
    }

    private static func write(_ string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
