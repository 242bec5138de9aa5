/// Where a string stands in the JSON text: the bytes between its quotes, already found to be valid.
struct JSONString {
    let start: Int
    let end: Int
    /// Whether a backslash occurs: only then do the bytes differ from the text they mean.
    let hasEscapes: Bool

    var range: Range<Int> { start..<end }
    var isEmpty: Bool { start == end }

    /// Whether the string means exactly `text`, which must be ASCII.
    @inline(__always)
    func equals(_ text: StaticString, in bytes: Span<UInt8>) -> Bool {
        if hasEscapes { return equalsDecoded(text, in: bytes) }
        guard end &- start == text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            // A StaticString shows its bytes only through a pointer; the loop stays within its length.
            guard unsafe bytes[start &+ index] == text.utf8Start[index] else { return false }
        }
        return true
    }

    @inline(never)
    private func equalsDecoded(_ text: StaticString, in bytes: Span<UInt8>) -> Bool {
        var decoder = JSONStringDecoder(self)
        var index = 0
        while let unit = decoder.next(in: bytes) {
            guard index < text.utf8CodeUnitCount else { return false }
            let wanted = unsafe text.utf8Start[index]
            switch unit {
            case .byte(let byte): guard byte == wanted else { return false }
            case .scalar(let scalar): guard scalar.value == UInt32(wanted) else { return false }
            }
            index += 1
        }
        return index == text.utf8CodeUnitCount
    }

    /// The bytes of the text that the string means, as UTF-8; a lone surrogate becomes U+FFFD, as in Go.
    func decoded(in bytes: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(end - start)
        var decoder = JSONStringDecoder(self)
        while let unit = decoder.next(in: bytes) {
            switch unit {
            case .byte(let byte): result.append(byte)
            case .scalar(let scalar): result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            }
        }
        return result
    }

    /// The text that the string means.
    func text(in bytes: Span<UInt8>) -> String {
        if hasEscapes { return String(decoding: decoded(in: bytes), as: UTF8.self) }
        do {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            // The scanner has checked the UTF-8 already.
            return ""
        }
    }
}
