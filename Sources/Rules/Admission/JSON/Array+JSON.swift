// Base64 and JSON strings as in `Text`, but of spans of the request and into the answer, without a `String` in between.
extension [UInt8] {
    /// Adds ASCII text as it is.
    mutating func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            // A StaticString shows its bytes only through a pointer; the loop stays within its length.
            unsafe append(text.utf8Start[index])
        }
    }

    /// Adds bytes as they are.
    mutating func append(_ bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }

    /// Adds text in UTF-8 as the inside of a JSON string.
    mutating func append(escaping text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case ASCII.quote, ASCII.backslash:
                append(ASCII.backslash)
                append(byte)
            case 0..<0x20:
                append(#"\u00"#)
                append(Self.hexDigit(byte >> 4))
                append(Self.hexDigit(byte & 15))
            default:
                append(byte)
            }
        }
    }

    /// Adds a number that is not negative.
    mutating func append(decimal number: Int) {
        append(contentsOf: String(number).utf8)
    }

    /// Adds bytes in standard base64 with padding (RFC 4648 section 4), which is what Go's `[]byte` wants.
    mutating func append(base64 bytes: Span<UInt8>) {
        reserveCapacity(count + (bytes.count + 2) / 3 * 4)
        var index = 0
        while index + 3 <= bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            for shift: UInt32 in [18, 12, 6, 0] { append(Self.base64Digit(group >> shift)) }
            index += 3
        }
        switch bytes.count - index {
        case 1:
            let group = UInt32(bytes[index]) << 16
            append(Self.base64Digit(group >> 18))
            append(Self.base64Digit(group >> 12))
            append("==")
        case 2:
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
            append(Self.base64Digit(group >> 18))
            append(Self.base64Digit(group >> 12))
            append(Self.base64Digit(group >> 6))
            append("=")
        default:
            break
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The digit for the low six bits.
    @inline(__always)
    private static func base64Digit(_ bits: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 63)
        switch value {
        case 0..<26: return UInt8(ascii: "A") &+ value
        case 26..<52: return UInt8(ascii: "a") &+ (value &- 26)
        case 52..<62: return UInt8(ascii: "0") &+ (value &- 52)
        case 62: return UInt8(ascii: "+")
        default: return UInt8(ascii: "/")
        }
    }
}
