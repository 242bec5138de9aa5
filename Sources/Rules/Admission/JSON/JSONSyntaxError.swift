/// Why a text is not JSON, and where.
struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    /// What the scanner missed or met.
    enum Reason: String, Sendable {
        case endOfInput = "unexpected end of input"
        case byteOrderMark = "a UTF-8 byte order mark, which JSON does not allow"
        case value = "expected a value"
        case literal = "expected true, false or null"
        case number = "a number that is not JSON"
        case key = "expected a key in double quotes"
        case keyOrEnd = "expected a key in double quotes or '}'"
        case colon = "expected ':' after a key"
        case commaOrObjectEnd = "expected ',' or '}' after a member"
        case commaOrArrayEnd = "expected ',' or ']' after an element"
        case controlCharacter = "a control character in a string"
        case escape = "an escape that JSON does not have"
        case unicodeEscape = "\\u without four hexadecimal digits"
        case utf8 = "invalid UTF-8"
        case depth = "nested more than 10000 levels deep"
        case trailingBytes = "unexpected bytes after the end of the JSON text"
    }

    let reason: Reason
    /// Offset of the offending byte, counted from 0; the length of the text for ``Reason/endOfInput``.
    let offset: Int

    var description: String { "\(reason.rawValue) at byte \(offset)" }
}
