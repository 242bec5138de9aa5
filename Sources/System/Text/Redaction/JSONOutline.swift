/// The keys and texts of a JSON text, for whoever must know what is in it and decodes nothing.
struct JSONOutline {
    enum Kind { case object, array, string, other }

    /// What the whole is.
    private(set) var kind = Kind.other
    /// The keys of the whole, where it is an object.
    private(set) var keys: [String] = []
    /// Every text with the key that it stands below, the nearest one; texts of the whole itself have none.
    private(set) var texts: [(key: String?, depth: Int, text: String)] = []
    /// Every number as it is written, with the key that it stands below.
    private(set) var numbers: [(key: String?, text: String)] = []

    private var rest: ArraySlice<UInt8>
    private static let maximumDepth = 64

    /// Reads a text; nil where it is no JSON, or deeper than 64 levels.
    init?(_ bytes: [UInt8]) {
        rest = bytes[...]
        guard readValue(key: nil, depth: 0) else { return nil }
        skipBlanks()
        guard rest.isEmpty else { return nil }
    }

    /// The text of a key of the whole.
    func text(of key: String) -> String? { texts.first { $0.depth == 1 && $0.key == key }?.text }

    /// Blanks, tabs and line ends, and no other white space.
    private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D } }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func readValue(key: String?, depth: Int) -> Bool {
        guard depth <= Self.maximumDepth else { return false }
        if take("{") {
            if depth == 0 { kind = .object }
            return readList(until: "}") { outline in
                guard outline.take("\""), let name = outline.readString(), outline.take(":") else { return false }
                if depth == 0 { outline.keys.append(name) }
                return outline.readValue(key: name, depth: depth + 1)
            }
        }
        if take("[") {
            if depth == 0 { kind = .array }
            return readList(until: "]") { $0.readValue(key: key, depth: depth + 1) }
        }
        if take("\"") {
            if depth == 0 { kind = .string }
            guard let text = readString() else { return false }
            texts.append((key, depth, text))
            return true
        }
        let word = rest.prefix { ASCII.isAlphanumeric($0) || Array("+-.".utf8).contains($0) }
        rest = rest[word.endIndex...]
        let text = String(decoding: word, as: UTF8.self)
        guard Self.isNumber(word) else { return ["null", "true", "false"].contains(text) }
        numbers.append((key, text))
        return true
    }

    /// Strictly: a token that begins with a digit is no number, and must not be taken for what nobody has to hide.
    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
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
        guard whole == 1 || whole > 1 && !startsWithZero else { return false }
        if take(UInt8(ascii: ".")), takeDigits() == 0 { return false }
        if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func readList(until end: Unicode.Scalar, _ element: (inout JSONOutline) -> Bool) -> Bool {
        if take(end) { return true }
        repeat {
            guard element(&self) else { return false }
        } while take(",")
        return take(end)
    }

    /// The rest of a string behind its quote; half a surrogate pair is left out.
    private mutating func readString() -> String? {
        var bytes: [UInt8] = []
        var high: UInt32?
        while let byte = rest.popFirst() {
            let before = high
            high = nil
            switch byte {
            case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
            case ..<0x20: return nil
            case UInt8(ascii: "\\"):
                guard let escape = rest.popFirst() else { return nil }
                guard escape == UInt8(ascii: "u") else {
                    guard let plain = Self.escapes[escape] else { return nil }
                    bytes.append(plain)
                    continue
                }
                guard let unit = readUnit() else { return nil }
                if 0xD800..<0xDC00 ~= unit {
                    high = unit
                    continue
                }
                let isLow = 0xDC00..<0xE000 ~= unit
                let code = isLow ? before.map { 0x10000 + ($0 - 0xD800) << 10 + (unit - 0xDC00) } : unit
                if let scalar = code.flatMap({ Unicode.Scalar($0) }) { bytes += String(Character(scalar)).utf8 }
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"),
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09,
    ]

    private mutating func readUnit() -> UInt32? {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4 else { return nil }
        var unit: UInt32 = 0
        for byte in digits {
            guard let digit = ASCII.hexValue(byte) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
