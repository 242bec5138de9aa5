/// How much a client has let its server send (RFC 9113 section 5.2), read from the client's own frames.
struct HTTP2Windows {
    /// What may be sent on the whole connection.
    private(set) var connection = 65_535
    private var streams: [UInt32: Int] = [:]
    /// The largest that a stream ever began with: a smaller one may have come too late.
    private var largestInitial = 65_535
    private var unread: [UInt8] = []
    private var hasStarted = false

    /// What may be sent on a stream at most.
    func stream(_ number: UInt32) -> Int { largestInitial + (streams[number] ?? 0) }

    /// Takes what the client has sent.
    mutating func sent(_ bytes: [UInt8]) {
        unread += bytes
        if !hasStarted, unread.count >= HTTP2Script.preface.count {
            hasStarted = true
            unread.removeFirst(HTTP2Script.preface.count)
        }
        guard hasStarted else { return }
        var start = 0
        while unread.count - start >= 9 {
            let length = Int(unread[start]) << 16 | Int(unread[start + 1]) << 8 | Int(unread[start + 2])
            guard unread.count - start >= 9 + length else { break }
            let payload = Array(unread[start + 9..<start + 9 + length])
            note(unread[start + 3], Self.number(unread[start + 5..<start + 9]) & 0x7FFF_FFFF, payload)
            start += 9 + length
        }
        unread.removeFirst(start)
    }

    private mutating func note(_ kind: UInt8, _ stream: UInt32, _ payload: [UInt8]) {
        if kind == 8, payload.count == 4 {
            let size = Int(Self.number(payload[...]) & 0x7FFF_FFFF)
            if stream == 0 { connection += size } else { streams[stream, default: 0] += size }
        }
        guard kind == 4 else { return }
        for start in stride(from: 0, to: payload.count - 5, by: 6) where payload[start] == 0 && payload[start + 1] == 4
        {
            largestInitial = max(largestInitial, Int(Self.number(payload[start + 2..<start + 6])))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
}
