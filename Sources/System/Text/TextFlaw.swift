/// What is wrong at first sight with a text that is one name, token or password, whoever takes it.
///
/// It tells of the text what it does, and nothing that stands in it.
package enum TextFlaw: Sendable, Hashable {
    /// An end of a text.
    package enum End: Sendable, Hashable {
        case start, end
    }

    /// What a text is for.
    package enum Purpose: Sendable, Hashable {
        /// A user name. `<token>` and `<none>` are some: credential helpers use the first where there is no name.
        case userName
        /// A password, a token, an identifier: one line, but for a document (JSON, PEM), which some registries take as a password.
        case secret
        /// Anything that may have several lines, such as a key: with line breaks inside, it may also end in one.
        case lines
    }

    /// A line break at an end, as `echo` and editors write it.
    case lineBreak(End)
    /// Other white space at an end; the number of the character.
    case blank(UInt32, End)
    /// A character at an end that nobody sees: a byte order mark, a zero-width space, a mark of direction.
    case invisible(UInt32, End)
    /// A control character (RFC 7617 section 2 allows none in user names and passwords).
    case control(UInt32)
    /// The whole text is what a template should have replaced; the form of it.
    case placeholder(String)

    /// Looks at a text; nil where there is nothing to say, as of an empty one.
    package init?(of text: String, as purpose: Purpose) {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return nil }
        if let end = Self.invisibleEnd(first, last) {
            self = end
            return
        }
        let hasLines = Self.hasLines(text, purpose)
        if !hasLines {
            for (scalar, end) in [(last, End.end), (first, .start)] where scalar.properties.isWhitespace {
                self = Self.isLineBreak(scalar) ? .lineBreak(end) : .blank(scalar.value, end)
                return
            }
        }
        let layout: [UInt32] = hasLines || purpose == .lines ? [0x09, 0x0A, 0x0D] : []
        if let control = scalars.first(where: { Self.isControl($0) && !layout.contains($0.value) }) {
            self = .control(control.value)
            return
        }
        guard let form = Placeholder.form(of: text, isUserName: purpose == .userName) else { return nil }
        self = .placeholder(form)
    }

    private static func invisibleEnd(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> TextFlaw? {
        if isInvisible(first) { return .invisible(first.value, .start) }
        // The last of an emoji may be such a selector, and is then part of what is seen.
        let isSelector = 0xFE00...0xFE0F ~= last.value || 0xE0100...0xE01EF ~= last.value
        return isInvisible(last) && !isSelector ? .invisible(last.value, .end) : nil
    }

    /// Whether a text may have several lines, and white space around them.
    private static func hasLines(_ text: String, _ purpose: Purpose) -> Bool {
        guard purpose != .userName else { return false }
        let core = text.trimmed
        // An object of JSON begins with a name, or is empty: a password in braces is one line like any other.
        if core.hasPrefix("{"), core.hasSuffix("}") {
            let inside = core.dropFirst().dropLast().trimmed
            if inside.isEmpty || inside.hasPrefix("\"") { return true }
        }
        if core.hasPrefix("-----BEGIN ") { return true }
        return purpose == .lines && core.contains(where: \.isNewline)
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        0x0A...0x0D ~= scalar.value || [0x85, 0x2028, 0x2029].contains(scalar.value)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800
    }
}

extension TextFlaw {
    /// What the text does, as the end of a sentence about it: `ends in a line break`.
    package var clause: String {
        switch self {
        case .lineBreak(.end): "ends in a line break"
        case .lineBreak(.start): "starts with a line break"
        case .blank(let number, let end): "\(Self.verb(end)) white space\(Self.shown(number))"
        case .invisible(let number, let end): "\(Self.verb(end)) an invisible character\(Self.shown(number))"
        case .control(0x0A), .control(0x0D): "has a line break in it"
        case .control(0x09): "has a tab in it"
        case .control(let number): "has a control character in it\(Self.shown(number))"
        case .placeholder(let form): "is a placeholder of the form \(form), which nobody has filled in"
        }
    }

    /// What to do about it.
    package var fix: String {
        switch self {
        case .lineBreak: "write it with printf instead of echo"
        case .blank: "write it without"
        case .invisible(0xFEFF, _): "write it as UTF-8 without a byte order mark"
        case .invisible: "write it without: type it, or copy it again as plain text"
        case .control(0x0A), .control(0x0D): "write it on one line (base64 -w0, where it is base64)"
        case .control: "write it without"
        case .placeholder: "put the value itself there, or run what fills in the template"
        }
    }

    /// The same about a value that is read at a place of its own, as a sentence.
    package var reason: String {
        switch self {
        case .lineBreak, .blank: "it has white space or a line break at its start or end"
        default: "it \(clause)"
        }
    }

    /// What to do where a value is read at a place of its own.
    package var fixOfValue: String {
        switch self {
        case .lineBreak, .blank: "write it without (printf instead of echo, or kubectl create secret --from-literal)"
        default: fix
        }
    }

    private static func verb(_ end: End) -> String { end == .end ? "ends in" : "starts with" }

    private static func shown(_ number: UInt32) -> String {
        let name =
            switch number {
            case 0x20: ""
            case 0xA0: ", a no-break space"
            case 0xAD: ", a soft hyphen"
            case 0x200B, 0x2060: ", a space of no width"
            case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: ", a mark of direction"
            case 0xFEFF: ", a byte order mark"
            default: ""
            }
        guard number != 0x20 else { return "" }
        let digits = String(number, radix: 16, uppercase: true)
        return " (U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)\(name))"
    }
}
