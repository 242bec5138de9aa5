/// Base64 (RFC 4648).
package enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The standard alphabet with padding (section 4).
    package static func encode(_ bytes: [UInt8]) -> String { text(bytes, standard, isPadded: true) }

    /// The alphabet for URLs without padding, as JSON Web Tokens have it (section 5).
    package static func encodeURL(_ bytes: [UInt8]) -> String { text(bytes, url, isPadded: false) }

    /// Reads either alphabet, with or without padding.
    ///
    /// - Returns: the bytes; nil when the text has other characters, white space among them, or an impossible length.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        guard !digits.contains(where: isLineEnd) else { return nil }
        return decodeAsGo(digits, isPadded: digits.last == UInt8(ascii: "="))
    }

    private static func text(_ bytes: [UInt8], _ alphabet: [UInt8], isPadded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 { bits = bits << 8 | (offset < group.count ? UInt32(group[start + offset]) : 0) }
            for digit in 0..<4 where digit <= group.count || isPadded {
                let isPadding = digit > group.count
                text.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> (18 - 6 * UInt32(digit)) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
