/// What stands before each frame's payload (RFC 9113 section 4.1).
struct HTTP2FrameHeader {
    static let data: UInt8 = 0x0
    static let headers: UInt8 = 0x1
    static let priority: UInt8 = 0x2
    static let resetStream: UInt8 = 0x3
    static let settings: UInt8 = 0x4
    static let ping: UInt8 = 0x6
    static let goAway: UInt8 = 0x7
    static let windowUpdate: UInt8 = 0x8
    static let continuation: UInt8 = 0x9

    var type: UInt8
    var flags: UInt8
    var length: Int
    var streamID: Int32

    /// END_STREAM of DATA and HEADERS.
    var endsStream: Bool { (type == Self.data || type == Self.headers) && flags & 0x1 != 0 }

    /// END_HEADERS of HEADERS and CONTINUATION.
    var endsBlock: Bool { flags & 0x4 != 0 }

    /// ACK of SETTINGS and PING.
    var isAcknowledgement: Bool { (type == Self.settings || type == Self.ping) && flags & 0x1 != 0 }
}

/// Error codes of RST_STREAM and GOAWAY (RFC 9113 section 7) that this side uses.
package enum HTTP2ErrorCode: UInt32, Sendable {
    /// Nothing is wrong.
    case noError = 0x0
    /// The peer broke the protocol.
    case protocolError = 0x1
    /// This side failed.
    case internalError = 0x2
    /// The peer pushes a window beyond its bound.
    case flowControlError = 0x3
    /// The peer goes on with a stream that it has ended.
    case streamClosed = 0x5
    /// Nothing was done for the request, which may be sent again (RFC 9113 section 8.7).
    case refusedStream = 0x7
    /// The stream is no longer wanted.
    case cancel = 0x8
    /// The peer asks for more work than is reasonable.
    case enhanceYourCalm = 0xb
}
