/// The elements of a comma-separated field value (RFC 9110 section 5.6.1), white space around them taken off.
enum ListElements {
    /// The element that starts at `position`; moves `position` to the comma after it, or to `end`.
    static func next(in bytes: Span<UInt8>, from position: inout Int, to end: Int) -> Range<Int> {
        var start = position
        var stop = start
        while stop < end, bytes[stop] != UInt8(ascii: ",") { stop += 1 }
        position = stop
        while start < stop, HTTP1FieldLine.isBlank(bytes[start]) { start += 1 }
        while start < stop, HTTP1FieldLine.isBlank(bytes[stop - 1]) { stop -= 1 }
        return start..<stop
    }

    static func forEach(in bytes: Span<UInt8>, _ value: Range<Int>, _ body: (Range<Int>) -> Void) {
        var position = value.lowerBound
        while position < value.upperBound {
            body(next(in: bytes, from: &position, to: value.upperBound))
            position += 1
        }
    }
}
