import Text

/// Texts of others in a message of ours.
enum Line {
    /// Holds a message to what terminals and logs need: one line, nothing in it that acts or is not seen.
    static func check(_ text: String, longest: Int, _ words: String) throws(BrokenPromise) {
        let bad = text.unicodeScalars.first {
            $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{2028}" || $0 == "\u{2029}"
        }
        try hold(bad == nil, "\(words) is one line without controls: \(text.debugDescription)")
        try hold(
            text.unicodeScalars.count <= longest,
            "\(words) is bounded: \(text.unicodeScalars.count) of \(longest)"
        )
    }

    /// Holds a message to not saying a secret, as it is or in Base64.
    static func check(_ text: String, hides secret: String, _ words: String) throws(BrokenPromise) {
        try hold(!text.contains(secret), "\(words) does not repeat what was sent: \(text)")
        try hold(!text.contains(Base64.encode(Array(secret.utf8))), "\(words) does not repeat it in Base64: \(text)")
    }
}
