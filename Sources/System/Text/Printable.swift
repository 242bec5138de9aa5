/// Texts from outside, made fit for one line of a message.
///
/// What stands in it is for people and for terminals: controls, changes of the direction of writing and characters that nobody sees are never
/// printed as they are. Nothing of it knows credentials; what may repeat one goes through ``Redaction``.
package enum Printable {
    /// The most characters of a sentence of somebody else: with an ARN, an issuer and a reason in it, and no more.
    package static let longestLine = 800

    /// A name: what nobody would see of it is written as an escape, and it is cut at 80 characters.
    package static func text(_ text: String) -> String { self.text(text, limit: 80) }

    /// A name, cut at so many characters.
    package static func text(_ text: String, limit: Int) -> String {
        let head = text.unicodeScalars.prefix(limit)
        let shown = visible(String(head))
        return head.endIndex == text.unicodeScalars.endIndex ? shown : shown + "…"
    }

    /// A text as it is, but for what nobody would see of it, which is written as an escape.
    package static func visible(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            scalar == " " || scalar.isVisible && !scalar.properties.isWhitespace
                ? String(scalar) : scalar.escaped(asASCII: true)
        }.joined()
    }

    /// Names, sorted, a few at most.
    package static func list(_ names: some Collection<String>) -> String {
        guard !names.isEmpty else { return "none at all" }
        let shown = names.sorted().prefix(8).map(text).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }

    /// A sentence: line ends and other white space become single blanks, what nobody would see is left out, and it is cut at so many
    /// characters.
    package static func line(_ text: String, limit: Int = longestLine) -> String {
        shortened(cleaned(text), to: limit)
    }

    /// The beginning of a text, with `…` behind it where it was cut.
    static func shortened(_ text: String, to limit: Int) -> String {
        let head = text.unicodeScalars.prefix(limit)
        return head.endIndex == text.unicodeScalars.endIndex ? text : String(head) + "…"
    }

    /// Longer texts are not looked at to their end.
    private static let longestInput = 1 << 12

    /// A text in one line, of visible characters and single blanks.
    static func cleaned(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        var marks = 0
        var rest = text.unicodeScalars.prefix(longestInput)
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}" {
                skipCommand(&rest)
            } else if scalar.properties.isWhitespace {
                if let last = output.last, last != " " { output.append(" ") }
            } else if scalar.isVisible {
                marks = scalar.isMark ? marks + 1 : 0
                // More of them grow over the lines around.
                if marks <= 2 { output.append(scalar) }
            }
        }
        if output.last == " " { output.removeLast() }
        return String(output)
    }

    /// Skips what drives a terminal behind an escape: colours and the like, titles and links (ECMA-48).
    private static func skipCommand(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.first {
        case "[":
            rest.removeFirst()
            let parameters = rest.prefix { 0x20..<0x40 ~= $0.value }
            rest = rest[parameters.endIndex...]
            if let last = rest.first, 0x40..<0x7F ~= last.value { rest.removeFirst() }
        case "]":
            while let scalar = rest.popFirst(), scalar != "\u{07}", scalar != "\u{9C}" {
                guard scalar == "\u{1B}" else { continue }
                if rest.first == "\\" { rest.removeFirst() }
                return
            }
        default: break
        }
    }
}
