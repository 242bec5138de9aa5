/// A frame written by hand, or read from the session's output.
struct HTTP2Frame: Equatable {
    enum Kind: UInt8 {
        case data, headers, priority, resetStream, settings, pushPromise, ping, goAway, windowUpdate, continuation
    }

    static let endStream: UInt8 = 0x1
    static let acknowledgement: UInt8 = 0x1
    static let endHeaders: UInt8 = 0x4
    static let padded: UInt8 = 0x8

    var kind: Kind
    var flags: UInt8 = 0
    var streamID: Int32 = 0
    var payload: [UInt8] = []

    var bytes: [UInt8] {
        let length = payload.count
        let head: [UInt8] = [UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255), kind.rawValue, flags]
        return head + Self.bigEndian(UInt32(bitPattern: streamID)) + payload
    }

    /// The payload's 32-bit number at `offset`.
    func number(at offset: Int) -> UInt32 {
        payload[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }

    /// Reads whole frames off the front of `bytes`; what is not a known frame is skipped.
    static func parse(_ bytes: inout [UInt8]) -> [HTTP2Frame] {
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
