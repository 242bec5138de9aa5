/// Classes of ASCII bytes, for text that is read now and then.
///
/// What reads every request byte by byte (`HTTP`, `Images`, `Admission`) has an `ASCII` of its own: the compiler does
/// not inline `package` functions into other modules, and with calls instead the matching of images took 28 % more
/// instructions.
package enum ASCII {
    package static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    package static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
    package static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    package static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }
    package static func isLowerAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) }
    package static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// Blanks, tabs and line ends.
    package static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    /// The value of a hexadecimal digit of either case.
    package static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte - 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}
