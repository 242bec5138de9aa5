/// Reads what a server sends over HTTP/2 and holds it to what a client may rely on (RFC 9113): order, lengths, windows.
struct HTTP2FrameReader {
    private struct Stream {
        var hasHeaders = false
        var isEnded = false
        var isReset = false
        var bytes = 0
    }

    private var unread: [UInt8] = []
    private var isFirst = true
    private var streams: [UInt32: Stream] = [:]
    private var lastGoAway: UInt32?
    /// How many frames of the kinds came.
    private(set) var goAways = 0
    private(set) var resets = 0
    private(set) var acknowledgements = 0

    /// Takes what the server has sent, and checks each frame that is whole.
    mutating func receive(_ bytes: [UInt8]) throws(BrokenPromise) {
        unread += bytes
        var start = 0
        while unread.count - start >= 9 {
            let length = Int(unread[start]) << 16 | Int(unread[start + 1]) << 8 | Int(unread[start + 2])
            guard unread.count - start >= 9 + length else { break }
            let number = unread[start + 5..<start + 9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            try check(unread[start + 3], unread[start + 4], number, Array(unread[start + 9..<start + 9 + length]))
            start += 9 + length
        }
        unread.removeFirst(start)
    }

    /// Holds the server to having sent whole frames.
    func checkEnd() throws(BrokenPromise) { try hold(unread.isEmpty, "frames are whole: \(unread)") }

    /// Holds the server to the room that its client has.
    func check(_ windows: HTTP2Windows) throws(BrokenPromise) {
        let total = streams.values.reduce(0) { $0 + $1.bytes }
        try hold(
            total <= windows.connection,
            "no more is sent than the connection's window: \(total) of \(windows.connection)"
        )
        for (number, stream) in streams {
            let window = windows.stream(number)
            try hold(stream.bytes <= window, "no more is sent than a stream's window: \(stream.bytes) of \(window)")
        }
    }

    /// The bytes of body that came on a stream, and whether its answer is complete.
    func answer(_ stream: Int32) -> (bytes: Int, isEnded: Bool) {
        let found = streams[UInt32(bitPattern: stream)]
        return (found?.bytes ?? 0, found?.isEnded ?? false)
    }

    private mutating func check(
        _ kind: UInt8,
        _ flags: UInt8,
        _ number: UInt32,
        _ payload: [UInt8]
    ) throws(BrokenPromise) {
        try hold(payload.count <= 16_384, "a frame is no longer than 16 KiB: \(payload.count)")
        try hold(!isFirst || kind == 4 && flags & 1 == 0, "a server speaks of its settings first")
        isFirst = false
        try hold(number & 0x8000_0000 == 0, "the reserved bit is not set")
        switch kind {
        case 0, 1:
            var stream = streams[number] ?? Stream()
            try hold(number % 2 == 1, "answers are on streams of the client: \(number)")
            try hold(!stream.isEnded && !stream.isReset, "nothing follows the end of a stream: \(number)")
            try hold(kind == 1 || stream.hasHeaders, "a header comes before a body")
            if kind == 1 { stream.hasHeaders = true } else { stream.bytes += payload.count }
            stream.isEnded = flags & 1 != 0
            streams[number] = stream
        case 3:
            try hold(payload.count == 4, "a reset has a code")
            resets += 1
            streams[number, default: Stream()].isReset = true
        case 4:
            try hold(payload.count % 6 == 0 && number == 0, "settings are whole")
            if flags & 1 != 0 { acknowledgements += 1 }
        case 6: try hold(payload.count == 8 && number == 0, "a ping has eight bytes")
        case 7:
            try hold(payload.count >= 8 && number == 0, "a goodbye has a stream and a code")
            goAways += 1
            let last = payload[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if let lastGoAway {
                try hold(last <= lastGoAway, "a later goodbye takes no more requests: \(lastGoAway), \(last)")
            }
            lastGoAway = last
        case 8:
            let size = payload.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            try hold(payload.count == 4 && size > 0, "a window grows by something: \(payload)")
        default: throw BrokenPromise("a server sends no frames of kind \(kind)")
        }
    }
}
