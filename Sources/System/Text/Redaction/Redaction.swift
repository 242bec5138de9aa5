/// Takes credentials out of a text of somebody else, and leaves the rest of it readable.
///
/// A vendor's error names the ARN, the issuer or the audience that is wrong, and some repeat what they were sent as well; a plugin prints
/// why it failed, and some print requests. What is taken out, with `<redacted>` in its place:
///
/// - what is known to be a credential: whole, as Base64, percent-encoded, escaped or in hexadecimal digits, with line ends anywhere in it,
///   and its beginning from six characters on;
/// - JSON Web Tokens, private keys, tokens whose first letters tell what they are, and user names with passwords in URLs;
/// - what stands behind a word like password or token and looks like one;
/// - long runs of letters and digits that no word, name or address has.
package struct Redaction: Sendable, CustomStringConvertible, CustomReflectable {
    /// What stands where something was taken out.
    package static let mark = "<redacted>"

    private let secrets: KnownSecrets

    /// Knows credentials: empty ones and those of one or two characters are not looked for.
    package init(_ secrets: [String] = []) { self.secrets = KnownSecrets(secrets) }

    /// A text in one line, cleaned as ``Printable/line(_:limit:)`` does, without credentials.
    ///
    /// - Parameters:
    ///   - text: The text; more than 4096 characters are not looked at, and not printed.
    ///   - limit: The most characters of the result.
    /// - Returns: The line; empty where nothing is left.
    package func line(_ text: String, limit: Int = Printable.longestLine) -> String {
        let bytes = Array(Printable.cleaned(text).utf8)
        var found: [Range<Int>] = []
        var layer: DecodedText? = DecodedText(bytes)
        // Twice encoded texts are texts in a query in a text; deeper ones do not happen by accident.
        for _ in 0..<4 {
            guard let read = layer else { break }
            found += TokenRuns.ranges(in: read.bytes).map(read.origin) + secrets.origins(in: read)
            layer = read.decoded()
        }
        return Printable.shortened(Self.without(found, bytes), to: limit)
    }

    /// The text with the mark for each of the ranges, whose ends may be within characters.
    private static func without(_ ranges: [Range<Int>], _ bytes: [UInt8]) -> String {
        func isInside(_ index: Int) -> Bool { index < bytes.count && bytes[index] & 0xC0 == 0x80 }
        var output: [UInt8] = []
        var next = 0
        var isMarked = false
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > next {
            var start = max(range.lowerBound, next)
            while start > next, isInside(start) { start -= 1 }
            var end = range.upperBound
            while isInside(end) { end += 1 }
            let between = bytes[next..<start]
            // Pieces of one credential make one mark.
            if !isMarked || between.contains(where: { $0 != 0x20 }) {
                output += between
                output += mark.utf8
            }
            isMarked = true
            next = end
        }
        return String(decoding: output + bytes[next...], as: UTF8.self)
    }

    /// Nothing of what it knows.
    package var description: String { "redaction" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
