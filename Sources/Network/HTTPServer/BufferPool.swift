internal import HTTP

/// The read or write buffers of one loop's connections: only a connection with something to read, or to write, holds one.
///
/// For the loop's thread only.
final class BufferPool {
    /// The bytes of each.
    let size: Int
    private var free: [[UInt8]] = []

    /// More than this many were never needed at once for long.
    private static let maximumFree = 32

    init(size: Int) { self.size = size }

    /// An empty buffer with room for ``size`` bytes.
    func take() -> ByteBuffer {
        guard let storage = free.popLast() else { return ByteBuffer(capacity: size) }
        return ByteBuffer(reusing: storage)
    }

    /// Takes a buffer's memory back, unless it has grown or there is enough of it.
    func give(back buffer: consuming ByteBuffer) {
        let storage = buffer.intoStorage()
        if free.count < Self.maximumFree, storage.count == size { free.append(storage) }
    }

    /// Leaves an empty buffer without memory in the place of one that is not needed for now.
    func reclaim(_ buffer: inout ByteBuffer) {
        var needless = ByteBuffer(capacity: 0)
        // It is how far the message under way may make it grow, whose body has not begun to come.
        needless.growthLimit = buffer.growthLimit
        swap(&buffer, &needless)
        give(back: needless)
    }

    /// Gives a buffer without memory one that has it.
    func supply(_ buffer: inout ByteBuffer) {
        guard buffer.capacity == 0 else { return }
        let growthLimit = buffer.growthLimit
        buffer = take()
        buffer.growthLimit = growthLimit
    }
}
