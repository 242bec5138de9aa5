/// Texts from outside, made fit for one line of a message.
package enum Printable {
    /// A text without control characters, cut at 80 characters.
    package static func text(_ text: String) -> String {
        let head = text.unicodeScalars.prefix(80)
        let shown = head.map { $0.value < 0x20 || $0.value == 0x7F ? $0.escaped(asASCII: true) : String($0) }.joined()
        return head.endIndex == text.unicodeScalars.endIndex ? shown : shown + "…"
    }

    /// Names, sorted, a few at most.
    package static func list(_ names: some Collection<String>) -> String {
        guard !names.isEmpty else { return "none at all" }
        let shown = names.sorted().prefix(8).map(text).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
