/// A frame written by hand, or read from a server's output.
package struct HTTP2Frame: Equatable, Sendable {
    /// The types of RFC 9113 section 6.
    package enum Kind: UInt8, Sendable {
        case data, headers, priority, resetStream, settings, pushPromise, ping, goAway, windowUpdate, continuation
    }

    /// END_STREAM.
    package static let endStream: UInt8 = 0x1
    /// ACK.
    package static let acknowledgement: UInt8 = 0x1
    /// END_HEADERS.
    package static let endHeaders: UInt8 = 0x4
    /// PADDED.
    package static let padded: UInt8 = 0x8
    /// PRIORITY, of HEADERS.
    package static let prioritised: UInt8 = 0x20

    /// The type.
    package var kind: Kind
    /// The flags.
    package var flags: UInt8
    /// The stream; 0 for the connection.
    package var streamID: Int32
    /// What stands behind the header.
    package var payload: [UInt8]

    /// Makes a frame, whether that is allowed or not.
    package init(kind: Kind, flags: UInt8 = 0, streamID: Int32 = 0, payload: [UInt8] = []) {
        self.kind = kind
        self.flags = flags
        self.streamID = streamID
        self.payload = payload
    }

    /// Header and payload.
    package var bytes: [UInt8] {
        let length = payload.count
        let head: [UInt8] = [UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255), kind.rawValue, flags]
        return head + Self.bigEndian(UInt32(bitPattern: streamID)) + payload
    }

    /// The payload's 32-bit number at `offset`.
    package func number(at offset: Int) -> UInt32 {
        payload[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Four bytes.
    package static func bigEndian(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }

    /// Reads whole frames off the front of `bytes`; what is not a known frame is skipped.
    package static func parse(_ bytes: inout [UInt8]) -> [HTTP2Frame] {
        var frames: [HTTP2Frame] = []
        var start = 0
        while bytes.count - start >= 9 {
            let length = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
            guard bytes.count - start >= 9 + length else { break }
            let streamID = bytes[start + 5..<start + 9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
            if let kind = Kind(rawValue: bytes[start + 3]) {
                frames.append(
                    HTTP2Frame(
                        kind: kind,
                        flags: bytes[start + 4],
                        streamID: Int32(streamID),
                        payload: Array(bytes[start + 9..<start + 9 + length])
                    )
                )
            }
            start += 9 + length
        }
        bytes.removeFirst(start)
        return frames
    }
}
