/// A number of JSON as it is written (RFC 8259 section 6), of any length and size.
struct JSONNumber {
    private let text: String
    private let isWhole: Bool

    /// Reads a word, all of which has to be the number; strictly: a token that begins with a digit is none.
    init?(_ word: ArraySlice<UInt8>) {
        var rest = word
        func take(_ bytes: UInt8...) -> Bool {
            guard let first = rest.first, bytes.contains(first) else { return false }
            rest.removeFirst()
            return true
        }
        func takeDigits() -> Int {
            let digits = rest.prefix(while: ASCII.isDigit).count
            rest.removeFirst(digits)
            return digits
        }
        _ = take(UInt8(ascii: "-"))
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = takeDigits()
        guard whole == 1 || whole > 1 && !startsWithZero else { return nil }
        isWhole = rest.isEmpty
        if take(UInt8(ascii: ".")), takeDigits() == 0 { return nil }
        if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
            guard takeDigits() > 0 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        text = String(decoding: word, as: UTF8.self)
    }

    /// The number itself; nil where it is beyond `Double`.
    var value: JSONValue? {
        if isWhole, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { return nil }
        // A whole number that does not fit is not rounded to one that does.
        guard !isWhole, let whole = Int64(exactly: number) else { return .number(number) }
        return .integer(whole)
    }
}
