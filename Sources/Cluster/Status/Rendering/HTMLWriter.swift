/// Builds HTML: markup of ours as it stands, and text of anybody's as text.
struct HTMLWriter {
    private(set) var bytes: [UInt8] = []

    /// Appends markup; never anything that somebody else has written.
    mutating func markup(_ markup: StaticString) { bytes += markup.description.utf8 }

    /// Appends a number, as text or in an attribute.
    mutating func number(_ number: Int) { bytes += String(number).utf8 }

    /// Appends text, fit for content and for attributes in quotes.
    mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
    }

    /// Appends an element of a class around text.
    mutating func span(_ name: StaticString, _ text: String) {
        markup("<span class=\"")
        markup(name)
        markup("\">")
        self.text(text)
        markup("</span>")
    }

    /// Appends a cell of a table.
    mutating func cell(_ text: String) {
        markup("<td>")
        self.text(text)
    }
}
