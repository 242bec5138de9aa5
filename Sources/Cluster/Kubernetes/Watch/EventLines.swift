/// Cuts the bytes of a watch into lines; what has no end yet waits, and is dropped with the stream.
struct EventLines {
    private var bytes: [UInt8] = []
    private var start = 0
    private var scanned = 0
    let maximumBytes: Int

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    mutating func append(_ chunk: [UInt8]) {
        if start > 0 {
            bytes.removeFirst(start)
            scanned -= start
            start = 0
        }
        bytes += chunk
    }

    /// The next complete line without its end; nil where there is none yet.
    ///
    /// Empty lines are skipped.
    mutating func next() -> ArraySlice<UInt8>? {
        while let end = bytes[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            start = end + 1
            scanned = start
            if !line.isEmpty { return line }
        }
        scanned = bytes.count
        return nil
    }

    /// Whether a line has begun that is longer than any may be.
    var isTooLong: Bool { bytes.count - start > maximumBytes }
}
