/// Looks at the frames that a peer sends before the library does, for what that lets pass: frames on streams that the peer has
/// ended, numbers of streams that go back, a PRIORITY without a stream or that depends on itself, and frames without use.
///
/// Where the bytes are cut makes no difference: of a frame that is, its first bytes are kept, and no more.
struct HTTP2FrameWatch {
    /// A frame that ends the connection.
    struct Breach {
        /// The bytes before the frame, of those that were looked at.
        let offset: Int
        let code: HTTP2ErrorCode
    }

    private var ledger = HTTP2StreamLedger()
    /// What is still to come of a payload, or of the preface, which the library looks at.
    private var left = 24
    /// A frame's header, and of a PRIORITY frame the stream that it depends on, where they come in pieces.
    private var start = InlineArray<13, UInt8>(repeating: 0)
    private var collected = 0
    private var useless = 0
    /// Whether a field block has begun and not ended: then any frame but its next piece is an error that the library finds.
    private var isWithinBlock = false

    private static let headerBytes = 9
    private static let dependencyBytes = 4

    /// The bytes of memory that it holds.
    var heldBytes: Int { ledger.heldBytes }

    /// Gives back the memory that stays of many streams at once.
    mutating func rest() { ledger.rest() }

    /// How many frames without use there were since the last call, of those that the library does not report: extension frames,
    /// DATA without data, and field blocks after a stream's first, of which a request has one at most.
    mutating func takeUseless() -> Int {
        defer { useless = 0 }
        return useless
    }

    /// Looks at bytes in order of arrival; nil where all is well, and for all that comes after a breach.
    mutating func firstBreach(in bytes: Span<UInt8>) -> Breach? {
        var index = 0
        var frame = 0
        while true {
            let step = min(left, bytes.count &- index)
            left &-= step
            index &+= step
            guard index < bytes.count else { return nil }
            if collected == 0 {
                frame = index
                // The usual case: all of the header is there.
                if bytes.count &- index >= Self.headerBytes, bytes[index &+ 3] != HTTP2FrameHeader.priority {
                    let header = HTTP2FrameHeader(at: index) { bytes[$0] }
                    index &+= Self.headerBytes
                    left = header.length
                    if let code = breach(of: header) { return end(at: frame, code) }
                    continue
                }
            }
            start[collected] = bytes[index]
            collected &+= 1
            index &+= 1
            guard collected >= Self.headerBytes else { continue }
            let header = HTTP2FrameHeader(at: 0) { start[$0] }
            let needed = Self.headerBytes &+ (Self.hasDependency(header) ? Self.dependencyBytes : 0)
            guard collected == needed else { continue }
            collected = 0
            left = header.length &- (needed &- Self.headerBytes)
            if let code = breach(of: header) { return end(at: frame, code) }
        }
    }

    private mutating func end(at offset: Int, _ code: HTTP2ErrorCode) -> Breach {
        // As good as for ever.
        left = .max
        return Breach(offset: offset, code: code)
    }

    private static func hasDependency(_ header: HTTP2FrameHeader) -> Bool {
        header.type == HTTP2FrameHeader.priority && header.length == 5
    }

    private mutating func breach(of header: HTTP2FrameHeader) -> HTTP2ErrorCode? {
        let continuesBlock = isWithinBlock
        if header.type == HTTP2FrameHeader.headers || header.type == HTTP2FrameHeader.continuation {
            isWithinBlock = !header.endsBlock
        }
        if continuesBlock { return nil }
        // Stream 0 and the even numbers, which are this side's, are the library's to refuse.
        let isPeers = header.streamID & 1 == 1
        switch header.type {
        case HTTP2FrameHeader.data:
            if header.length == 0, !header.endsStream { useless &+= 1 }
            return isPeers ? ledger.noteData(on: header.streamID, endsStream: header.endsStream) : nil
        case HTTP2FrameHeader.headers:
            guard isPeers else { return nil }
            if !ledger.isNew(header.streamID) { useless &+= 1 }
            return ledger.noteHeaders(on: header.streamID, endsStream: header.endsStream)
        case HTTP2FrameHeader.resetStream:
            if isPeers { ledger.noteReset(of: header.streamID) }
            return nil
        case HTTP2FrameHeader.priority:
            // The library looks at no PRIORITY, since this side uses none (RFC 9113 section 5.3.2).
            return header.streamID == 0 || dependsOnItself(header) ? .protocolError : nil
        case 0...HTTP2FrameHeader.continuation:
            return nil
        default:
            useless &+= 1
            return nil
        }
    }

    private func dependsOnItself(_ header: HTTP2FrameHeader) -> Bool {
        Self.hasDependency(header)
            && HTTP2FrameHeader.streamID(at: Self.headerBytes) { start[$0] } == header.streamID
    }
}

extension HTTP2FrameHeader {
    /// Reads nine bytes.
    @inline(__always)
    fileprivate init(at offset: Int, byte: (Int) -> UInt8) {
        self.init(
            type: byte(offset &+ 3),
            flags: byte(offset &+ 4),
            length: Int(byte(offset)) << 16 | Int(byte(offset &+ 1)) << 8 | Int(byte(offset &+ 2)),
            streamID: Self.streamID(at: offset &+ 5, byte: byte)
        )
    }

    /// A stream's number, whose first bit means something else, or nothing.
    @inline(__always)
    fileprivate static func streamID(at offset: Int, byte: (Int) -> UInt8) -> Int32 {
        Int32(byte(offset) & 0x7F) << 24 | Int32(byte(offset &+ 1)) << 16 | Int32(byte(offset &+ 2)) << 8
            | Int32(byte(offset &+ 3))
    }
}
