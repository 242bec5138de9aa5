internal import CJSONScan

/// Where strings and brackets stand in a text that is known to be valid from its first byte to ``end``, and to have no white space between its tokens.
///
/// One look at each byte makes them; whoever reads the text then goes from mark to mark, and passes what does not matter without a second look.
struct JSONMarks {
    /// No marks: for a text of which nothing is known.
    static let none = JSONMarks(blocks: [], end: 0)

    /// One for each 64 bytes.
    private let blocks: [pullpass_json_marks]
    /// The offset behind the last bracket.
    let end: Int

    var isEmpty: Bool {
        @inline(__always) get { blocks.isEmpty }
    }

    private init(blocks: [pullpass_json_marks], end: Int) {
        self.blocks = blocks
        self.end = end
    }

    /// Marks the object or array that a text starts with; nil where it has to be looked at closely.
    ///
    /// An answer is given only for what has been checked to its end. Whatever is in doubt is nil, and looked at byte by byte by ``JSONScanner``, which
    /// alone knows the errors: that way both say the same of every text.
    ///
    /// - Parameters:
    ///   - bytes: the text. The marks take five eighths of its size.
    ///   - levels: how many objects and arrays may be open at once.
    ///   - instructions: which ones to use.
    init?(_ bytes: Span<UInt8>, levels: Int, with instructions: JSONInstructions = .here) {
        guard instructions.level != 0, levels > 0 else { return nil }
        var end = 0
        let blocks = unsafe [pullpass_json_marks](unsafeUninitializedCapacity: bytes.count / 64 + 1) { blocks, count in
            end = unsafe bytes.withUnsafeBufferPointer { text in
                guard let text = text.baseAddress, let first = blocks.baseAddress else { return 0 }
                return unsafe pullpass_json_mark(instructions.level, text, bytes.count, levels, first)
            }
            // All up to that of the last bracket have been written.
            count = (end + 63) / 64
        }
        guard end != 0 else { return nil }
        self.init(blocks: blocks, end: end)
    }

    /// The offset of the quote that ends a string, from the first byte behind the one that begins it.
    ///
    /// - Parameters:
    ///   - start: an offset in the text.
    ///   - hasEscapes: set where the string has a backslash, and left alone otherwise.
    /// - Returns: an offset that is at most ``end``.
    @inline(__always)
    func endOfString(from start: Int, hasEscapes: inout Bool) -> Int {
        var block = start &>> 6
        guard block < blocks.count else { return end }
        let from: UInt64 = ~0 &<< UInt64(truncatingIfNeeded: start)
        var quotes = blocks[block].quote & from
        var backslashes = blocks[block].backslash & from
        while quotes == 0 {
            if backslashes != 0 { hasEscapes = true }
            block &+= 1
            guard block < blocks.count else { return end }
            quotes = blocks[block].quote
            backslashes = blocks[block].backslash
        }
        if backslashes & (quotes &- 1) & ~quotes != 0 { hasEscapes = true }
        return block &<< 6 &+ quotes.trailingZeroBitCount
    }

    /// The offset behind the object or array that begins at `start`.
    @inline(never)
    func endOfContainer(at start: Int) -> Int {
        var block = start &>> 6
        guard block < blocks.count else { return end }
        var open = 0
        if let end = close(in: block, from: ~0 &<< UInt64(truncatingIfNeeded: start), open: &open) { return end }
        block &+= 1
        guard block < blocks.count else { return end }
        let around = Int(blocks[block].open) &- open
        while block < blocks.count {
            if blocks[block].fewest <= around {
                open = Int(blocks[block].open) &- around
                if let end = close(in: block, from: ~0, open: &open) { return end }
            }
            block &+= 1
        }
        return end
    }

    /// The offset behind the bracket of a block that closes the last of `open` brackets; nil where none does, and then so many are open.
    @inline(__always)
    private func close(in block: Int, from: UInt64, open: inout Int) -> Int? {
        let opening = blocks[block].opening
        var brackets = (opening | blocks[block].closing) & from
        while brackets != 0 {
            let place = brackets.trailingZeroBitCount
            brackets &= brackets &- 1
            guard opening &>> UInt64(place) & 1 == 0 else {
                open &+= 1
                continue
            }
            open &-= 1
            if open == 0 { return block &<< 6 &+ place &+ 1 }
        }
        return nil
    }
}

/// What of its instructions a processor has for looking at much of a text at once.
struct JSONInstructions {
    /// What this processor has.
    static let here = JSONInstructions(level: pullpass_json_level())

    /// Which are used: 0 none; 1 AVX2, or NEON on arm64; 2 AVX-512.
    let level: Int32
}
