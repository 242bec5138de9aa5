/// The field lines of a message (RFC 9110 section 5): names without regard to case, values as bytes, order kept.
///
/// All bytes lie in one array and each line is four offsets into it, so a message costs two allocations whatever the
/// number of its lines. A text is made only when a value is asked for.
package struct HTTPFields: Sendable {
    struct Line: Sendable {
        var nameStart: UInt32
        var nameEnd: UInt32
        var valueStart: UInt32
        var valueEnd: UInt32

        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

        /// The same offsets from a later place.
        @inline(__always)
        func counted(from start: Int) -> Line {
            let start = UInt32(truncatingIfNeeded: start)
            return Line(
                nameStart: nameStart - start,
                nameEnd: nameEnd - start,
                valueStart: valueStart - start,
                valueEnd: valueEnd - start
            )
        }
    }

    private var bytes: [UInt8]
    private var lines: [Line]

    /// Makes an empty list.
    package init() {
        bytes = []
        lines = []
    }

    /// Copies `source` and takes over lines whose offsets count from its start.
    init(copying source: Span<UInt8>, lines: [Line]) {
        bytes = [UInt8](capacity: source.count) { output in
            // One memcpy: a loop of checked appends costs more than the rest of the header's parsing.
            unsafe source.withUnsafeBufferPointer { from in
                unsafe output.withUnsafeMutableBufferPointer { to, count in
                    count = unsafe to.update(fromContentsOf: from)
                }
            }
        }
        self.lines = lines
    }

    /// The bytes of memory held.
    package var heldBytes: Int { bytes.capacity + lines.capacity * MemoryLayout<Line>.stride }

    /// The number of field lines.
    package var count: Int { lines.count }

    /// Whether there is no field line.
    package var isEmpty: Bool { lines.isEmpty }

    /// The value of the first line of that name; `nil` when there is none.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    package subscript(name: String) -> String? {
        for line in lines where ASCII.equal(bytes.span, line.name, ignoringCase: name) {
            return text(line.value)
        }
        return nil
    }

    /// Whether the first line of that name has this value, letters compared without case.
    package func isFirst(_ name: String, _ value: String) -> Bool {
        for line in lines where ASCII.equal(bytes.span, line.name, ignoringCase: name) {
            return ASCII.equal(bytes.span, line.value, ignoringCase: value)
        }
        return false
    }

    /// The values of all lines of that name, in order.
    package func values(of name: String) -> [String] {
        lines.lazy.filter { ASCII.equal(bytes.span, $0.name, ignoringCase: name) }.map { text($0.value) }
    }

    /// Whether a line of that name is there.
    package func contains(_ name: String) -> Bool {
        lines.contains { ASCII.equal(bytes.span, $0.name, ignoringCase: name) }
    }

    /// Lends the bytes of the first value of that name, without a copy; `nil` when there is none.
    package func withValue<R>(of name: String, _ body: (Span<UInt8>) -> R) -> R? {
        for line in lines where ASCII.equal(bytes.span, line.name, ignoringCase: name) {
            return body(bytes.span.extracting(line.value))
        }
        return nil
    }

    /// The line at `index`, 0 to `count` - 1, as it was sent.
    package func line(at index: Int) -> (name: String, value: String) {
        (text(lines[index].name), text(lines[index].value))
    }

    /// Adds a line at the end, as it is.
    package mutating func append(name: String, value: String) {
        append(name: name.utf8Span.span, value: value.utf8Span.span)
    }

    mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        let start = UInt32(truncatingIfNeeded: bytes.count)
        let middle = start &+ UInt32(truncatingIfNeeded: name.count)
        let end = middle &+ UInt32(truncatingIfNeeded: value.count)
        copy(name)
        copy(value)
        lines.append(Line(nameStart: start, nameEnd: middle, valueStart: middle, valueEnd: end))
    }

    mutating func reserve(lines lineCount: Int, bytes byteCount: Int) {
        lines.reserveCapacity(lineCount)
        bytes.reserveCapacity(byteCount)
    }

    private mutating func copy(_ source: Span<UInt8>) {
        // As in `init(copying:)`: one memcpy.
        unsafe source.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}

extension HTTPFields: CustomStringConvertible {
    /// The names, without the values: a value may be a credential.
    package var description: String {
        lines.map { text($0.name) }.joined(separator: ", ")
    }
}
