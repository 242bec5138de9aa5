/// The text of a JSON string that has escapes (RFC 8259 section 7).
struct JSONEscapes {
    private var text: [UInt8]
    /// What is not read yet; behind the closing quote after ``read()``.
    private(set) var rest: ArraySlice<UInt8>
    /// The first half of a surrogate pair that has just been read.
    private var high: UInt32?

    /// What stands for half of a pair.
    private let half: String

    /// Starts behind some text without escapes; half of a surrogate pair, which is no text, is taken as Go takes it.
    init(before text: [UInt8], _ rest: ArraySlice<UInt8>, half: String = "\u{FFFD}") {
        self.text = text
        self.rest = rest
        self.half = half
    }

    /// The whole text up to the closing quote; nil where it is no JSON or no UTF-8.
    mutating func read() -> String? {
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                endHalf()
                return String(validating: text, as: UTF8.self)
            case ..<0x20: return nil
            case UInt8(ascii: "\\"):
                guard readEscape() else { return nil }
            default:
                endHalf()
                text.append(byte)
            }
        }
        return nil
    }

    private mutating func readEscape() -> Bool {
        guard let escape = rest.popFirst() else { return false }
        guard escape == UInt8(ascii: "u") else {
            guard let byte = Self.bytes[escape] else { return false }
            endHalf()
            text.append(byte)
            return true
        }
        guard let unit = readUnit() else { return false }
        switch unit {
        case 0xD800..<0xDC00:
            endHalf()
            high = unit
        case 0xDC00..<0xE000:
            if let high, let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00)) {
                self.high = nil
                append(scalar)
            } else {
                text += half.utf8
            }
        default:
            endHalf()
            append(Unicode.Scalar(unit) ?? "\u{FFFD}")
        }
        return true
    }

    private mutating func endHalf() {
        guard high != nil else { return }
        high = nil
        text += half.utf8
    }

    private mutating func append(_ scalar: Unicode.Scalar) { text += UTF8.encode(scalar).map(Array.init) ?? [] }

    private mutating func readUnit() -> UInt32? {
        guard rest.count >= 4 else { return nil }
        var unit: UInt32 = 0
        for byte in rest.prefix(4) {
            guard let digit = ASCII.hexValue(byte) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        rest.removeFirst(4)
        return unit
    }

    private static let bytes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"),
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09,
    ]
}
