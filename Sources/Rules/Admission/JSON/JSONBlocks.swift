internal import CJSONScan

/// Passes JSON 64 bytes at a time, where the processor has the instructions and the text is as Kubernetes writes it: without white space between tokens.
///
/// An answer is given only for what has been checked to its end. Whatever is in doubt is nil, and looked at again byte by byte by ``JSONScanner``, which
/// alone knows the errors: that way both say the same of every text.
struct JSONBlocks {
    /// What this processor has.
    static let here = JSONBlocks(level: pullpass_json_level())

    /// Which instructions are used: 0 none; 1 AVX2, or NEON on arm64; 2 AVX-512.
    let level: Int32

    /// The offset behind the object or array at `start`; nil where it has to be looked at closely.
    ///
    /// - Parameters:
    ///   - start: of its bracket; nil is the answer to any other place.
    ///   - levels: how many objects and arrays may be open at once, this one included.
    ///   - bytes: the text.
    /// - Returns: an offset that is at most the text's length.
    func endOfContainer(at start: Int, levels: Int, in bytes: Span<UInt8>) -> Int? {
        guard level != 0, start >= 0, start < bytes.count, levels > 0 else { return nil }
        let end = unsafe bytes.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe pullpass_json_container_end(level, $0, text.count, start, levels) }
                ?? 0
        }
        return end == 0 ? nil : end
    }

    /// The offset of the quote that ends the string of which `start` is the first byte, or a later one that begins a character or an escape; nil
    /// where it has to be looked at closely.
    func endOfString(from start: Int, hasEscapes: inout Bool, in bytes: Span<UInt8>) -> Int? {
        guard level != 0, start >= 0, start < bytes.count else { return nil }
        var hasBackslash = false
        let end = unsafe bytes.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe pullpass_json_string_end(level, $0, text.count, start, &hasBackslash) }
                ?? 0
        }
        guard end != 0 else { return nil }
        if hasBackslash { hasEscapes = true }
        return end
    }
}
