/// Which characters of a JSON string are written as escapes.
///
/// JSON itself wants it of quotes, backslashes and controls below U+0020 (RFC 8259 section 7); whoever reads the text
/// as something else too may want more. All but `json` write the tab and the carriage return as `\u0009` and `\u000d`.
package enum JSONEscaping: Sendable {
    /// What JSON wants.
    case json
    /// Also what drives a terminal or begins a line of a log: U+007F to U+009F, U+2028, U+2029.
    case terminal
    /// Also everything that is not printable ASCII, up to U+FFFF, so that YAML 1.1 and 1.2 read the same. Above it JSON
    /// wants two escapes; there the character itself is as good.
    case ascii

    /// The escape of a character; nil where it stands for itself.
    func escape(of scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x22: "\\\""
        case 0x5C: "\\\\"
        case 0x0A: "\\n"
        case 0x09 where self == .json: "\\t"
        case 0x0D where self == .json: "\\r"
        case 0..<0x20: Self.hexadecimal(scalar)
        case 0x20..<0x7F: nil
        case 0x7F..<0xA0, 0x2028, 0x2029: self == .json ? nil : Self.hexadecimal(scalar)
        case ...0xFFFF: self == .ascii ? Self.hexadecimal(scalar) : nil
        default: nil
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        "\\u" + Hexadecimal.digits(scalar.value, width: 4)
    }
}

extension String {
    /// The text as a JSON string, quotes around it.
    package func quotedJSON(_ escaping: JSONEscaping = .json) -> String {
        // Most texts have nothing to escape, whatever is wanted.
        if utf8.allSatisfy({ 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C }) { return "\"\(self)\"" }
        var quoted = "\""
        for scalar in unicodeScalars {
            if let escape = escaping.escape(of: scalar) {
                quoted += escape
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
