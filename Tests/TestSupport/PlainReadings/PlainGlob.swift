/// Go's `filepath.Match` on Unix, line by line as it stands there.
package enum PlainGlob {
    /// `ErrBadPattern`.
    package struct BadPattern: Error {}

    /// Whether a name matches a pattern.
    package static func match(_ whole: [UInt8], _ wholeName: [UInt8]) throws(BadPattern) -> Bool {
        var (pattern, name) = (whole[...], wholeName[...])
        pattern: while !pattern.isEmpty {
            let (star, chunk, rest) = scanChunk(pattern)
            pattern = rest
            if star, chunk.isEmpty { return !name.contains(UInt8(ascii: "/")) }
            if let left = try matchChunk(chunk, name), left.isEmpty || !pattern.isEmpty {
                name = left
                continue
            }
            if star {
                for index in name.indices {
                    guard name[index] != UInt8(ascii: "/") else { break }
                    guard let left = try matchChunk(chunk, name[(index + 1)...]) else { continue }
                    if pattern.isEmpty, !left.isEmpty { continue }
                    name = left
                    continue pattern
                }
            }
            // Before it says no, Go looks whether the rest of the pattern can be read.
            while !pattern.isEmpty {
                let (_, chunk, rest) = scanChunk(pattern)
                pattern = rest
                _ = try matchChunk(chunk, [])
            }
            return false
        }
        return name.isEmpty
    }

    private static func scanChunk(_ whole: ArraySlice<UInt8>) -> (Bool, ArraySlice<UInt8>, ArraySlice<UInt8>) {
        let pattern = whole.drop { $0 == UInt8(ascii: "*") }
        var isInRange = false
        var index = pattern.startIndex
        scan: while index < pattern.endIndex {
            switch pattern[index] {
            case UInt8(ascii: "\\"): if index + 1 < pattern.endIndex { index += 1 }
            case UInt8(ascii: "["): isInRange = true
            case UInt8(ascii: "]"): isInRange = false
            case UInt8(ascii: "*"): if !isInRange { break scan }
            default: break
            }
            index += 1
        }
        return (pattern.startIndex > whole.startIndex, pattern[..<index], pattern[index...])
    }

    /// What is left of a name behind a chunk; nil where it does not match.
    private static func matchChunk(
        _ whole: ArraySlice<UInt8>,
        _ name: ArraySlice<UInt8>
    ) throws(BadPattern) -> ArraySlice<UInt8>? {
        var (chunk, text) = (whole, name)
        var failed = false
        while let operation = chunk.first {
            if !failed, text.isEmpty { failed = true }
            switch operation {
            case UInt8(ascii: "["):
                var rune: UInt32 = 0
                if !failed {
                    let (decoded, width) = self.rune(text)
                    (rune, text) = (decoded, text.dropFirst(width))
                }
                chunk.removeFirst()
                if try matchClass(&chunk, rune) == false { failed = true }
            case UInt8(ascii: "?"):
                if !failed {
                    if text.first == UInt8(ascii: "/") { failed = true }
                    text = text.dropFirst(self.rune(text).width)
                }
                chunk.removeFirst()
            default:
                if operation == UInt8(ascii: "\\") {
                    chunk.removeFirst()
                    if chunk.isEmpty { throw BadPattern() }
                }
                if !failed {
                    if chunk.first != text.first { failed = true }
                    text.removeFirst()
                }
                chunk.removeFirst()
            }
        }
        return failed ? nil : text
    }

    private static func matchClass(_ chunk: inout ArraySlice<UInt8>, _ rune: UInt32) throws(BadPattern) -> Bool {
        let isNegated = chunk.first == UInt8(ascii: "^")
        if isNegated { chunk.removeFirst() }
        var isMatch = false
        var ranges = 0
        while true {
            if chunk.first == UInt8(ascii: "]"), ranges > 0 {
                chunk.removeFirst()
                return isMatch != isNegated
            }
            let low = try character(&chunk)
            var high = low
            if chunk.first == UInt8(ascii: "-") {
                chunk.removeFirst()
                high = try character(&chunk)
            }
            if low <= rune, rune <= high { isMatch = true }
            ranges += 1
        }
    }

    /// `getEsc`.
    private static func character(_ chunk: inout ArraySlice<UInt8>) throws(BadPattern) -> UInt32 {
        guard let first = chunk.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "]") else {
            throw BadPattern()
        }
        if first == UInt8(ascii: "\\") { chunk.removeFirst() }
        guard !chunk.isEmpty else { throw BadPattern() }
        let (rune, width) = rune(chunk)
        if rune == 0xFFFD, width == 1 { throw BadPattern() }
        chunk = chunk.dropFirst(width)
        guard !chunk.isEmpty else { throw BadPattern() }
        return rune
    }

    /// `utf8.DecodeRune`.
    private static func rune(_ bytes: ArraySlice<UInt8>) -> (rune: UInt32, width: Int) {
        for width in 1...4 where bytes.count >= width {
            let text = String(validating: bytes.prefix(width), as: UTF8.self)
            if let scalar = text?.unicodeScalars.first { return (scalar.value, width) }
        }
        return (0xFFFD, bytes.isEmpty ? 0 : 1)
    }
}
