/// Looks at the frames that a peer sends before the library does, for what that lets pass: frames on streams that the peer has
/// ended, numbers of streams that go back, a PRIORITY without a stream or that depends on itself, and frames without use.
///
/// It keeps a frame's first bytes and no more; where the bytes are cut makes no difference.
struct HTTP2FrameWatch {
    /// A frame that ends the connection.
    struct Breach {
        /// The bytes before the frame, of those that were looked at.
        let offset: Int
        let code: HTTP2ErrorCode
        /// What the peer did, for people.
        let reason: String
    }

    private var ledger = HTTP2StreamLedger()
    /// What is still to come of a payload, or of the preface, which the library looks at.
    private var left = 24
    /// A frame's header, and of a PRIORITY frame the stream that it depends on.
    private var start = InlineArray<13, UInt8>(repeating: 0)
    private var collected = 0
    private var useless = 0

    private static let headerBytes = 9
    private static let dependencyBytes = 4

    /// The bytes of memory that it holds.
    var heldBytes: Int { ledger.heldBytes }

    /// How many frames without use there were since the last call, of those that the library does not report: extension frames,
    /// DATA without data, and field blocks after a stream's first, of which a request has one at most.
    mutating func takeUseless() -> Int {
        defer { useless = 0 }
        return useless
    }

    /// Looks at bytes in order of arrival; nil where all is well.
    mutating func firstBreach(in bytes: Span<UInt8>) -> Breach? {
        var index = 0
        var frame = 0
        while index < bytes.count {
            if left > 0 {
                let step = min(left, bytes.count &- index)
                left &-= step
                index &+= step
                continue
            }
            if collected == 0 { frame = index }
            start[collected] = bytes[index]
            collected &+= 1
            index &+= 1
            guard collected >= Self.headerBytes else { continue }
            let header = HTTP2FrameHeader(start)
            let needed = Self.hasDependency(header) ? Self.headerBytes + Self.dependencyBytes : Self.headerBytes
            guard collected == needed else { continue }
            left = header.length &- (needed &- Self.headerBytes)
            collected = 0
            if let (code, reason) = breach(of: header) { return Breach(offset: frame, code: code, reason: reason) }
        }
        return nil
    }

    private static func hasDependency(_ header: HTTP2FrameHeader) -> Bool {
        header.type == HTTP2FrameHeader.priority && header.length == 5
    }

    private mutating func breach(of header: HTTP2FrameHeader) -> (HTTP2ErrorCode, String)? {
        let id = header.streamID
        // Stream 0 and the even numbers, which are this side's, are the library's to refuse.
        let isPeers = id & 1 == 1
        switch header.type {
        case HTTP2FrameHeader.data:
            if header.length == 0, !header.endsStream { useless &+= 1 }
            guard isPeers, let code = ledger.noteData(on: id, endsStream: header.endsStream) else { return nil }
            return (code, Self.reason(for: code, "DATA"))
        case HTTP2FrameHeader.headers:
            if isPeers, !ledger.isNew(id) { useless &+= 1 }
            guard isPeers, let code = ledger.noteHeaders(on: id, endsStream: header.endsStream) else { return nil }
            return (code, Self.reason(for: code, "HEADERS"))
        case HTTP2FrameHeader.resetStream:
            if isPeers { ledger.noteReset(of: id) }
            return nil
        case HTTP2FrameHeader.priority:
            return priorityBreach(of: header)
        case 0...HTTP2FrameHeader.continuation:
            return nil
        default:
            useless &+= 1
            return nil
        }
    }

    /// The library looks at no PRIORITY, since this side uses none (RFC 9113 section 5.3.2).
    private func priorityBreach(of header: HTTP2FrameHeader) -> (HTTP2ErrorCode, String)? {
        if header.streamID == 0 { return (.protocolError, "PRIORITY without a stream") }
        guard Self.hasDependency(header), HTTP2FrameHeader.streamID(start, at: Self.headerBytes) == header.streamID
        else {
            return nil
        }
        return (.protocolError, "a stream that depends on itself")
    }

    private static func reason(for code: HTTP2ErrorCode, _ frame: String) -> String {
        code == .streamClosed
            ? "\(frame) on a stream that its peer has ended" : "\(frame) with a stream's number that goes back"
    }
}

extension HTTP2FrameHeader {
    /// Reads the nine bytes.
    fileprivate init(_ bytes: InlineArray<13, UInt8>) {
        self.init(
            type: bytes[3],
            flags: bytes[4],
            length: Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2]),
            streamID: Self.streamID(bytes, at: 5)
        )
    }

    /// A stream's number, whose first bit means something else, or nothing.
    fileprivate static func streamID(_ bytes: InlineArray<13, UInt8>, at offset: Int) -> Int32 {
        Int32(bytes[offset] & 0x7F) << 24 | Int32(bytes[offset + 1]) << 16 | Int32(bytes[offset + 2]) << 8
            | Int32(bytes[offset + 3])
    }
}
