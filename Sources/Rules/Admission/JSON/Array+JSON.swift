// Base64 and JSON strings as in `Text`, but of spans of the request and into the answer, without a `String` in between.
extension [UInt8] {
    /// Adds ASCII text as it is.
    mutating func append(_ text: StaticString) {
        // A StaticString shows its bytes only through a pointer; one memcpy within its length.
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds bytes as they are.
    mutating func append(_ bytes: Span<UInt8>) {
        // One memcpy instead of a check for each byte.
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
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
        let start = count
        let length = (bytes.count + 2) / 3 * 4
        append(contentsOf: repeatElement(UInt8(ascii: "="), count: length))
        var place = start
        var index = 0
        var span = mutableSpan
        while index + 3 <= bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            span[place] = Self.base64Digit(group >> 18)
            span[place + 1] = Self.base64Digit(group >> 12)
            span[place + 2] = Self.base64Digit(group >> 6)
            span[place + 3] = Self.base64Digit(group)
            index += 3
            place += 4
        }
        guard index < bytes.count else { return }
        let isTwo = index + 1 < bytes.count
        let group = UInt32(bytes[index]) << 16 | (isTwo ? UInt32(bytes[index + 1]) << 8 : 0)
        span[place] = Self.base64Digit(group >> 18)
        span[place + 1] = Self.base64Digit(group >> 12)
        if isTwo { span[place + 2] = Self.base64Digit(group >> 6) }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The digit for the low six bits.
    @inline(__always)
    private static func base64Digit(_ bits: UInt32) -> UInt8 {
        // There are 64, and a StaticString shows them only through a pointer.
        unsafe base64Digits.utf8Start[Int(bits & 63)]
    }

    private static var base64Digits: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
}
