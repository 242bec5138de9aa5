/// What a peer has said of its streams by its own frames: which it has opened, and which of those it has not ended.
///
/// The library forgets a stream once it is answered, and ignores what still comes on it. But a peer that has ended a stream
/// itself and goes on sending breaks the protocol and must learn of it (RFC 9113 section 5.1), while one whose stream this
/// side has reset may not know that yet: what it sends is to be ignored. So only the peer's own words count here.
struct HTTP2StreamLedger {
    /// The largest number so far.
    private var last: Int32 = 0
    /// Opened and not ended, in ascending order.
    private var open: [Int32] = []
    /// The numbers that were never used, and by which the peer has gone past.
    private var skipped: [ClosedRange<Int32>] = []
    /// Of streams up to this one, which have been open for very long, nothing is known any more.
    private var forgotten: Int32 = 0

    /// Four times what may be open at once by default: the rest has been reset by this side.
    private static let mostOpen = 1000
    /// Beyond these a number that was skipped passes for one that was used: the error has another code then.
    private static let mostSkipped = 64

    /// The bytes of memory that it holds.
    var heldBytes: Int {
        open.capacity * MemoryLayout<Int32>.size + skipped.capacity * MemoryLayout<ClosedRange<Int32>>.size
    }

    /// Gives back the memory that nothing stands in.
    mutating func rest() {
        if open.isEmpty { open = [] }
    }

    /// Whether the number is beyond all that were used: what may open a stream.
    func isNew(_ id: Int32) -> Bool { id > last }

    /// Takes in a HEADERS frame of one of the peer's own streams; what it breaks, if anything.
    mutating func noteHeaders(on id: Int32, endsStream: Bool) -> HTTP2ErrorCode? {
        guard isNew(id) else { return noteRest(of: id, endsStream: endsStream) }
        if id &- last > 2 {
            if skipped.count == Self.mostSkipped { skipped.removeFirst() }
            skipped.append(last + 1...id - 1)
        }
        last = id
        guard !endsStream else { return nil }
        if open.count == Self.mostOpen { forgotten = open.removeFirst() }
        open.append(id)
        return nil
    }

    /// Takes in a DATA frame of one of the peer's own streams; what it breaks, if anything.
    mutating func noteData(on id: Int32, endsStream: Bool) -> HTTP2ErrorCode? {
        // A stream that was never opened is the library's to refuse.
        isNew(id) ? nil : noteRest(of: id, endsStream: endsStream)
    }

    /// Takes in a RST_STREAM frame.
    mutating func noteReset(of id: Int32) {
        if let index = open.lastIndex(of: id) { open.remove(at: index) }
    }

    private mutating func noteRest(of id: Int32, endsStream: Bool) -> HTTP2ErrorCode? {
        // The usual case: what is sent belongs to the newest stream.
        if open.last == id {
            if endsStream { open.removeLast() }
            return nil
        }
        if let index = open.lastIndex(of: id) {
            if endsStream { open.remove(at: index) }
            return nil
        }
        if id <= forgotten { return nil }
        // Section 5.1.1: a number cannot be used once a larger one has been.
        return skipped.contains { $0.contains(id) } ? .protocolError : .streamClosed
    }
}
