/// Go's `base64.StdEncoding` and `base64.RawStdEncoding`, with what they tolerate: line ends anywhere, stray last bits.
enum Base64 {
    /// Decodes with padding (`=` must fill the last group), or without (`=` is an error); nil where Go reports an error.
    static func decode(_ text: [UInt8], padded: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text where byte != 0x0A && byte != 0x0D {
            if padding > 0 || byte == UInt8(ascii: "=") {
                guard padded, byte == UInt8(ascii: "="), digits >= 2, digits + padding < 4 else { return nil }
                padding += 1
                continue
            }
            guard let value = value(of: byte) else { return nil }
            group = group << 6 | value
            digits += 1
            guard digits == 4 else { continue }
            result.append(UInt8(truncatingIfNeeded: group >> 16))
            result.append(UInt8(truncatingIfNeeded: group >> 8))
            result.append(UInt8(truncatingIfNeeded: group))
            (group, digits) = (0, 0)
        }
        guard digits != 1, !padded || digits == 0 || digits + padding == 4 else { return nil }
        if digits >= 2 { result.append(UInt8(truncatingIfNeeded: group >> (digits == 2 ? 4 : 10))) }
        if digits == 3 { result.append(UInt8(truncatingIfNeeded: group >> 2)) }
        return result
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte - 0x41)
        case 0x61...0x7A: UInt32(byte - 0x61 + 26)
        case 0x30...0x39: UInt32(byte - 0x30 + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
