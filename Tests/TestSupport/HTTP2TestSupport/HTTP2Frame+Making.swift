/// The frames that tests send most.
extension HTTP2Frame {
    /// `GET /` of the host `a`.
    package static let getFields = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "a")]
    /// `POST /mutate?x` of the host `a`.
    package static let postFields = [
        (":method", "POST"), (":scheme", "https"), (":path", "/mutate?x"), (":authority", "a"),
    ]

    /// HEADERS with a whole header.
    package static func request(_ id: Int32, _ fields: [(String, String)] = getFields, ends: Bool = true) -> HTTP2Frame
    {
        headers(id, HPACK.encode(fields), ends: ends)
    }

    /// HEADERS with a piece of a header, or with all of it.
    package static func headers(_ id: Int32, _ block: [UInt8], ends: Bool = true, isWhole: Bool = true) -> HTTP2Frame {
        let flags = (isWhole ? endHeaders : 0) | (ends ? endStream : 0)
        return HTTP2Frame(kind: .headers, flags: flags, streamID: id, payload: block)
    }

    /// CONTINUATION.
    package static func continuation(_ id: Int32, _ block: [UInt8], isWhole: Bool = true) -> HTTP2Frame {
        HTTP2Frame(kind: .continuation, flags: isWhole ? endHeaders : 0, streamID: id, payload: block)
    }

    /// DATA.
    package static func data(_ id: Int32, _ bytes: [UInt8], ends: Bool = false) -> HTTP2Frame {
        HTTP2Frame(kind: .data, flags: ends ? endStream : 0, streamID: id, payload: bytes)
    }

    /// DATA of a text.
    package static func data(_ id: Int32, _ text: String, ends: Bool = false) -> HTTP2Frame {
        data(id, Array(text.utf8), ends: ends)
    }

    /// PRIORITY.
    package static func priority(
        _ id: Int32,
        dependsOn other: Int32 = 0,
        isExclusive: Bool = false,
        weight: UInt8 = 255
    )
        -> HTTP2Frame
    {
        let dependency = bigEndian(UInt32(bitPattern: other) | (isExclusive ? 1 << 31 : 0))
        return HTTP2Frame(kind: .priority, streamID: id, payload: dependency + [weight])
    }

    /// RST_STREAM: CANCEL unless another code is given.
    package static func reset(_ id: Int32, _ code: UInt32 = 8) -> HTTP2Frame {
        HTTP2Frame(kind: .resetStream, streamID: id, payload: bigEndian(code))
    }

    /// SETTINGS.
    package static func settings(_ values: (UInt16, UInt32)...) -> HTTP2Frame {
        let payload = values.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 255)] + bigEndian($0.1) }
        return HTTP2Frame(kind: .settings, payload: payload)
    }

    /// SETTINGS with ACK.
    package static let settingsAcknowledgement = HTTP2Frame(kind: .settings, flags: acknowledgement)

    /// PING with a text of eight bytes at most.
    package static func ping(_ text: String = "", isAcknowledgement: Bool = false) -> HTTP2Frame {
        let bytes = Array(text.utf8.prefix(8))
        let payload = bytes + [UInt8](repeating: 0, count: 8 - bytes.count)
        return HTTP2Frame(kind: .ping, flags: isAcknowledgement ? acknowledgement : 0, payload: payload)
    }

    /// GOAWAY.
    package static func goAway(last: UInt32 = 0, code: UInt32 = 0, text: String = "") -> HTTP2Frame {
        HTTP2Frame(kind: .goAway, payload: bigEndian(last) + bigEndian(code) + Array(text.utf8))
    }

    /// WINDOW_UPDATE.
    package static func windowUpdate(_ id: Int32, _ bytes: UInt32) -> HTTP2Frame {
        HTTP2Frame(kind: .windowUpdate, streamID: id, payload: bigEndian(bytes))
    }

    /// The frame with so many bytes of padding.
    package func padded(by count: UInt8) -> HTTP2Frame {
        var frame = self
        frame.flags |= HTTP2Frame.padded
        frame.payload = [count] + payload + [UInt8](repeating: 0, count: Int(count))
        return frame
    }

    /// HEADERS with a dependency.
    package func depending(on other: Int32, weight: UInt8 = 255) -> HTTP2Frame {
        var frame = self
        frame.flags |= HTTP2Frame.prioritised
        frame.payload = HTTP2Frame.bigEndian(UInt32(bitPattern: other)) + [weight] + payload
        return frame
    }
}
