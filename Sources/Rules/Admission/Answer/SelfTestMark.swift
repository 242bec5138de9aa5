/// What the webhook answers to a self test, as a warning, which the API server passes on to whoever sent the Pod.
///
/// Whoever creates a Pod in the namespace of the self test can have it too: it tells him what he knows, and nobody believes it but whoever asks with a
/// word that he has just made up.
package enum SelfTestMark {
    /// Whether the answer would have given the Pod a Secret.
    package enum Outcome: String, Sendable, Hashable {
        /// It would: the Pod is patched, or has it.
        case injected
        /// It would not.
        case unchanged
    }

    private static let beginning = "pullpass self test "

    /// The text for a word of the asker.
    package static func text(word: String, _ outcome: Outcome) -> String { "\(beginning)\(word): \(outcome.rawValue)" }

    /// The word as it may be answered: lower-case letters and digits, at most 64; nil for any other.
    static func word(_ text: JSONString, in bytes: Span<UInt8>) -> String? {
        guard !text.isEmpty, !text.hasEscapes, text.range.count <= PodBounds.maximumSelfTestBytes else { return nil }
        for index in text.range {
            guard ASCII.isDigit(bytes[index]) || bytes[index] &- UInt8(ascii: "a") < 26 else { return nil }
        }
        return text.text(in: bytes)
    }

    /// What a `Warning` line says to a word; nil where it is no mark for it.
    package static func outcome(in line: String, for word: String) -> Outcome? {
        [.injected, .unchanged].first { line.contains(text(word: word, $0)) }
    }
}
