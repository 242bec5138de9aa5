import HTTP

/// A body in chunks (RFC 9112 section 7.1) read at once and plainly: the second opinion.
struct PlainChunks {
    /// What the chunks hold.
    let body: [UInt8]
    /// What follows the body.
    let rest: [UInt8]

    /// Reads a complete body; nil where it is not complete, or is none.
    init?(_ bytes: [UInt8], _ limits: HTTPLimits) {
        var body: [UInt8] = []
        var position = 0
        var extensions = 0
        while let line = Self.line(bytes, &position) {
            let digits = line.prefix { Self.value($0) != nil }
            let after = line.dropFirst(digits.count)
            extensions += after.count
            guard (1...16).contains(digits.count), Self.isExtension(after), extensions <= limits.maximumHeaderBytes,
                let size = digits.reduce(0, Self.add), size <= limits.maximumBodyBytes - body.count
            else { return nil }
            if size == 0 {
                guard Self.skipTrailers(bytes, &position, limits) else { return nil }
                self.body = body
                rest = Array(bytes[position...])
                return
            }
            guard bytes.count - position >= size + 2, bytes[position + size] == 13, bytes[position + size + 1] == 10
            else { return nil }
            body += bytes[position..<position + size]
            position += size + 2
        }
        return nil
    }

    /// The line at `position` without its end; nil where it has none.
    private static func line(_ bytes: [UInt8], _ position: inout Int) -> ArraySlice<UInt8>? {
        guard let end = bytes[position...].firstIndex(of: 10), end > position, bytes[end - 1] == 13 else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end - 1]
    }

    private static func value(_ byte: UInt8) -> Int? { Int(String(UnicodeScalar(byte)), radix: 16) }

    private static func add(_ sum: Int?, _ digit: UInt8) -> Int? {
        guard let sum, let digit = value(digit), sum < Int.max >> 5 else { return nil }
        return sum * 16 + digit
    }

    /// Blanks, and after them a semicolon with anything that is text.
    private static func isExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = bytes.drop { $0 == 32 || $0 == 9 }
        return (rest.isEmpty || rest.first == UInt8(ascii: ";")) && rest.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }
    }

    private static func skipTrailers(_ bytes: [UInt8], _ position: inout Int, _ limits: HTTPLimits) -> Bool {
        let start = position
        var lines = 0
        while let line = line(bytes, &position) {
            guard position - start <= limits.maximumHeaderBytes else { return false }
            if line.isEmpty { return true }
            lines += 1
            guard lines <= limits.maximumHeaderFields else { return false }
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            guard name.count < line.count, !name.isEmpty, name.allSatisfy(isToken) else { return false }
            guard line.dropFirst(name.count + 1).allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else { return false }
        }
        return false
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        let others = Array("!#$%&'*+-.^_`|~".utf8)
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) && byte >= 0x41 || (0x30...0x39).contains(byte)
            || others.contains(byte)
    }
}
