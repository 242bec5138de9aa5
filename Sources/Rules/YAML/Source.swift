internal import Text

/// The text before it is parsed: what it may hold, and where its documents start.
enum Source {
    /// Refuses what neither reader should see: too many bytes, other encodings, NUL bytes, broken UTF-8.
    static func checked(_ bytes: [UInt8], limits: YAMLLimits, linesBefore: Int = 0) throws(YAMLError) {
        let start = YAMLMark(line: 1 + linesBefore, column: 1)
        if bytes.count > limits.maximumBytes {
            throw YAMLError(at: start, "the text has \(bytes.count) bytes; at most \(limits.maximumBytes) are read")
        }
        if let encoding = SavedText.otherEncoding(of: bytes) {
            throw YAMLError(at: start, "the text is \(encoding); save it as UTF-8")
        }
        if let offset = bytes.firstIndex(of: 0) {
            throw YAMLError(
                at: mark(of: offset, in: bytes).moved(by: linesBefore),
                "a NUL byte; the text is not YAML, or not UTF-8"
            )
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let offset = error.byteOffsets.lowerBound
            throw YAMLError(
                at: mark(of: offset, in: bytes).moved(by: linesBefore),
                "a byte that is not UTF-8; save the text as UTF-8"
            )
        }
    }

    /// The place of a byte.
    static func mark(of offset: Int, in bytes: [UInt8]) -> YAMLMark {
        var line = 1
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            let byte = bytes[index]
            let endsLine =
                byte == UInt8(ascii: "\n")
                || (byte == UInt8(ascii: "\r") && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")))
            if endsLine {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 && byte != UInt8(ascii: "\r") {
                column += 1
            }
        }
        return YAMLMark(line: line, column: column)
    }

    /// Splits a text at its `---` lines.
    ///
    /// A line that starts with `---` and a blank is always a document marker in YAML, so nothing is cut in two. A text with
    /// directives (`%`) stays whole, since they belong to the document that follows.
    static func documents(of bytes: [UInt8], linesBefore: Int) -> [Chunk] {
        var chunks: [Chunk] = []
        var chunkStart = 0
        var chunkLine = linesBefore
        var lineStart = 0
        var line = linesBefore
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let text = bytes[lineStart..<lineEnd]
            if text.first == UInt8(ascii: "%") { return [Chunk(bytes: bytes, linesBefore: linesBefore)] }
            if isBareMarker(text) {
                chunks.append(Chunk(bytes: Array(bytes[chunkStart..<lineStart]), linesBefore: chunkLine))
                chunkStart = min(lineEnd + 1, bytes.count)
                chunkLine = line + 1
            }
            lineStart = lineEnd + 1
            line += 1
        }
        chunks.append(Chunk(bytes: Array(bytes[min(chunkStart, bytes.count)...]), linesBefore: chunkLine))
        return chunks
    }

    private static func isBareMarker(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: [0x2D, 0x2D, 0x2D]) && line.dropFirst(3).allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
    }
}

/// The bytes between two document markers.
struct Chunk {
    let bytes: [UInt8]
    let linesBefore: Int

    /// Whether the first character is one that a JSON object or array starts with.
    var looksLikeJSON: Bool {
        let text = bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Reads the chunk as JSON where it can be, otherwise as YAML.
    ///
    /// When both fail, the reader that came further knows better what the text was meant to be.
    func read(budget: inout NodeBudget) throws(YAMLError) -> YAMLNode.Reading {
        guard looksLikeJSON else {
            return try TreeBuilder.read(bytes, linesBefore: linesBefore, budget: &budget)
        }
        let before = budget
        let jsonError: YAMLError
        do {
            return try JSONReader.read(bytes, linesBefore: linesBefore, budget: &budget)
        } catch {
            jsonError = error
        }
        budget = before
        do {
            return try TreeBuilder.read(bytes, linesBefore: linesBefore, budget: &budget)
        } catch {
            throw error.mark > jsonError.mark ? error : jsonError
        }
    }
}
