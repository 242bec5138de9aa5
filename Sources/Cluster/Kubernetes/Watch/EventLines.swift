/// Cuts the bytes of a watch into lines; what has no end yet waits, and is dropped with the stream.
///
/// Of a line that is too long only the beginning is kept, so that it can be told whose it is.
struct EventLines {
    /// A line without its end.
    struct Line {
        let bytes: ArraySlice<UInt8>
        /// Whether this is only the beginning of it.
        let isCut: Bool
    }

    /// How much is kept of a line that is too long, at most.
    private static let maximumHead = 64 << 10
    /// A buffer that has grown beyond this is given back when it is empty.
    private static let keptCapacity = 256 << 10

    let maximumBytes: Int
    private var bytes: [UInt8] = []
    private var start = 0
    private var scanned = 0
    /// The beginning of the line that is being passed over.
    private var head: [UInt8]?
    /// The same once that line has ended.
    private var endedHead: [UInt8]?

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    private var headBytes: Int { min(maximumBytes, Self.maximumHead) }

    mutating func append(_ chunk: [UInt8]) {
        makeRoom()
        guard let head else {
            bytes += chunk
            return
        }
        guard let end = chunk.firstIndex(of: UInt8(ascii: "\n")) else { return }
        endedHead = head
        self.head = nil
        bytes += chunk[(end + 1)...]
    }

    /// The next complete line; nil where there is none yet.
    ///
    /// Empty lines are skipped.
    mutating func next() -> Line? {
        if let head = endedHead {
            endedHead = nil
            return Line(bytes: head[...], isCut: true)
        }
        while let end = bytes[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            start = end + 1
            scanned = start
            if line.count > maximumBytes { return Line(bytes: line.prefix(headBytes), isCut: true) }
            if !line.isEmpty { return Line(bytes: line, isCut: false) }
        }
        scanned = bytes.count
        if bytes.count - start > maximumBytes {
            head = Array(bytes[start...].prefix(headBytes))
            start = bytes.count
            makeRoom()
        }
        return nil
    }

    private mutating func makeRoom() {
        guard start > 0 else { return }
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        } else {
            bytes.removeFirst(start)
        }
        scanned -= start
        start = 0
    }
}
