/// A contiguous, growable queue of bytes: read from the front, written at the back.
///
/// One buffer stands between a connection and the protocol on it, in each direction. It owns its memory, is moved and
/// never copied, and hands bytes out only for the length of a call.
package struct ByteBuffer: ~Copyable {
    private var storage: [UInt8]
    private var lower = 0
    private var upper = 0

    /// How far the memory grows ahead of need: it doubles up to here, and beyond by what is asked for only.
    ///
    /// Where the length of a message is known, that and one read: doubling would take up to twice as much.
    package var growthLimit = Int.max

    /// Makes an empty buffer with room for `capacity` bytes; no memory is taken when that is zero.
    package init(capacity: Int) {
        storage = [UInt8](repeating: 0, count: max(0, capacity))
    }

    /// Makes an empty buffer on memory that another one gave back with ``intoStorage()``.
    package init(reusing storage: [UInt8]) { self.storage = storage }

    /// Ends the buffer and hands its memory to the caller, with whatever stands in it.
    package consuming func intoStorage() -> [UInt8] { storage }

    /// The number of readable bytes.
    package var count: Int { upper - lower }

    /// Whether there is nothing to read.
    package var isEmpty: Bool { lower == upper }

    /// The number of bytes of memory held, readable or not.
    package var capacity: Int { storage.count }

    /// Drops `count` readable bytes from the front; never more than there are.
    package mutating func consume(_ count: Int) {
        lower += min(max(0, count), upper - lower)
        if lower == upper {
            lower = 0
            upper = 0
        }
    }

    /// Drops everything that is readable and keeps the memory.
    package mutating func removeAll() {
        lower = 0
        upper = 0
    }

    /// Lends the readable bytes for the length of the call.
    package borrowing func withBytes<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try body(storage.span.extracting(lower..<upper))
    }

    /// Lends at least `count` writable bytes after the readable ones; `body` returns how many it wrote.
    ///
    /// The bytes lent hold no promise: zeros, or what stood there before. Moves the readable bytes to the start, or grows
    /// (doubling, up to ``growthLimit``), when the tail is too short.
    package mutating func withSpace<E: Error>(
        atLeast count: Int,
        _ body: (inout MutableSpan<UInt8>) throws(E) -> Int
    ) throws(E) {
        makeRoom(for: count)
        let start = upper
        let written = try unsafe storage.withUnsafeMutableBufferPointer { (whole) throws(E) -> Int in
            // The tail of initialised memory, lent under the same exclusive access as the array itself.
            var tail = unsafe MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(rebasing: whole[start...]))
            return try body(&tail)
        }
        precondition(written >= 0 && written <= storage.count - upper, "a writer reported more bytes than it was lent")
        upper += written
    }

    /// Adds bytes at the back.
    package mutating func append(_ bytes: Span<UInt8>) {
        makeRoom(for: bytes.count)
        guard !bytes.isEmpty else { return }
        let start = upper
        // One memcpy instead of a checked store for each byte; the slice is bounds-checked.
        unsafe bytes.withUnsafeBufferPointer { source in
            unsafe storage.withUnsafeMutableBufferPointer { target in
                _ = unsafe UnsafeMutableBufferPointer(rebasing: target[start..<start + source.count])
                    .update(fromContentsOf: source)
            }
        }
        upper += bytes.count
    }

    /// Adds bytes at the back.
    package mutating func append(_ bytes: [UInt8]) {
        append(bytes.span)
    }

    /// Adds one byte at the back.
    package mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        storage[upper] = byte
        upper += 1
    }

    /// Adds the UTF-8 bytes of a text at the back.
    package mutating func append(_ text: String) {
        append(text.utf8Span.span)
    }

    /// Adds the UTF-8 bytes of a literal at the back.
    package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes in
            append(unsafe Span(_unsafeElements: bytes))
        }
    }

    /// Adds a number in decimal digits at the back.
    package mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var divisor: UInt = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: rest / divisor) &+ UInt8(ascii: "0"))
            rest %= divisor
            divisor /= 10
        }
    }

    /// Gives memory back down to `capacity` bytes.
    ///
    /// While there is something to read, only where that is worth moving it: at most a quarter of the memory stays.
    package mutating func shrink(toCapacity capacity: Int) {
        guard storage.count > capacity else { return }
        let wanted = isEmpty ? max(0, capacity) : max(capacity, count * 2)
        guard isEmpty || storage.count / 4 >= wanted else { return }
        var smaller: [UInt8] = []
        smaller.reserveCapacity(wanted)
        smaller.append(contentsOf: storage[lower..<upper])
        smaller.append(contentsOf: repeatElement(0, count: wanted - count))
        upper = count
        lower = 0
        storage = smaller
    }

    /// The memory that is held once there is room for so many bytes: more than ``capacity`` where the buffer must grow for it.
    package func capacity(withSpace count: Int) -> Int {
        storage.count - upper >= count || canMove(for: count)
            ? storage.count : max(upper - lower + count, min(storage.count * 2, growthLimit), 64)
    }

    /// Moving is only worth it when it frees at least half of the memory, so that each byte is moved O(1) times.
    private func canMove(for count: Int) -> Bool {
        lower >= storage.count / 2 && storage.count - (upper - lower) >= count
    }

    private mutating func makeRoom(for count: Int) {
        guard storage.count - upper < count else { return }
        let readable = upper - lower
        if canMove(for: count) {
            let from = lower
            unsafe storage.withUnsafeMutableBytes { bytes in
                // memmove: the two may overlap.
                unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[from..<from + readable]))
            }
        } else {
            let wanted = capacity(withSpace: count)
            var grown: [UInt8] = []
            grown.reserveCapacity(wanted)
            grown.append(contentsOf: storage[lower..<upper])
            grown.append(contentsOf: repeatElement(0, count: wanted - readable))
            storage = grown
        }
        lower = 0
        upper = readable
    }
}
