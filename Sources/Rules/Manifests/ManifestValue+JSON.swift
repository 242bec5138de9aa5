extension ManifestValue {
    /// The value as JSON, with a line feed at its end.
    var json: String {
        var text = ""
        write(into: &text, margin: "\n")
        return text + "\n"
    }

    // Recursive over what the generator builds, whose depth is fixed.
    private func write(into text: inout String, margin: String) {
        switch self {
        case .text(let string), .block(let string): text += quotedInJSON(string)
        case .list(let elements):
            text += "["
            for (position, element) in elements.enumerated() {
                text += (position > 0 ? "," : "") + margin + "  "
                element.write(into: &text, margin: margin + "  ")
            }
            text += elements.isEmpty ? "]" : margin + "]"
        case .object(let entries):
            text += "{"
            for (position, entry) in entries.enumerated() {
                text += (position > 0 ? "," : "") + margin + "  " + quotedInJSON(entry.key) + ": "
                entry.value.write(into: &text, margin: margin + "  ")
            }
            text += entries.isEmpty ? "}" : margin + "}"
        }
    }
}

/// A string of JSON, which YAML reads in the same way.
func quotedInJSON(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        case " "..."~": quoted.unicodeScalars.append(scalar)
        default:
            // Above U+FFFF JSON wants two escapes; there the character itself is as good.
            guard scalar.value <= 0xFFFF else {
                quoted.unicodeScalars.append(scalar)
                continue
            }
            let hex = String(scalar.value, radix: 16)
            quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
    }
    return quoted + "\""
}
