extension Base64 {
    /// Decodes as Go's `base64.StdEncoding` (with padding) and `base64.RawStdEncoding` (without) do, which the kubelet
    /// and YAML's readers use.
    ///
    /// Tolerates what they tolerate: line ends anywhere, stray last bits. With padding `=` must fill the last group;
    /// without, `=` is an error.
    ///
    /// - Returns: the bytes; nil where Go reports an error.
    package static func decodeAsGo(_ text: some Sequence<UInt8>, isPadded: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.underestimatedCount / 4 * 3 + 2)
        var group: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text where !isLineEnd(byte) {
            if padding > 0 || byte == UInt8(ascii: "=") {
                guard isPadded, byte == UInt8(ascii: "="), digits >= 2, digits + padding < 4 else { return nil }
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
        guard digits != 1, !isPadded || digits == 0 || digits + padding == 4 else { return nil }
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
