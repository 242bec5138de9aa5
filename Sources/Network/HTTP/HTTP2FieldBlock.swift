/// A response's field lines as HTTP/2 wants them: lower-case names, one byte array, `:status` first.
struct HTTP2FieldBlock {
    private(set) var bytes: [UInt8] = []
    private(set) var lines: [HTTPFields.Line] = []

    /// An interim response: the status and nothing else.
    init(interim status: Int) {
        add(name: ":status", value: String(status).utf8Span.span)
    }

    init(_ response: HTTPResponse) {
        bytes.reserveCapacity(96)
        lines.reserveCapacity(response.fields.count + 2)
        add(name: ":status", value: String(response.status).utf8Span.span)
        for field in response.fields where !HTTPResponse.isFraming(field.name) && Self.isAllowed(field.name) {
            add(name: field.name, value: field.value.utf8Span.span)
        }
        if !HTTPResponse.hasNoBody(response.status) {
            add(name: "content-length", value: String(response.body.count).utf8Span.span)
        }
    }

    private mutating func add(name: String, value: Span<UInt8>) {
        let nameStart = bytes.count
        for byte in name.utf8 { bytes.append(ASCII.lowercase(byte)) }
        var start = 0
        var end = value.count
        // RFC 9113 section 8.2.1: no white space at the ends of a value, nor what would become some below.
        while start < end, value[start] <= 0x20 || value[start] == 0x7F { start += 1 }
        while start < end, value[end - 1] <= 0x20 || value[end - 1] == 0x7F { end -= 1 }
        let valueStart = bytes.count
        if ASCII.firstControl(in: value, start..<end) == nil {
            // The usual case, in one memcpy.
            unsafe value.extracting(start..<end).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        } else {
            for index in start..<end {
                let byte = value[index]
                bytes.append(byte < 0x20 && byte != ASCII.tab || byte == 0x7F ? ASCII.space : byte)
            }
        }
        lines.append(
            HTTPFields.Line(
                nameStart: UInt32(truncatingIfNeeded: nameStart),
                nameEnd: UInt32(truncatingIfNeeded: valueStart),
                valueStart: UInt32(truncatingIfNeeded: valueStart),
                valueEnd: UInt32(truncatingIfNeeded: bytes.count)
            )
        )
    }

    /// RFC 9113 section 8.2.2: fields about the connection make the response malformed.
    private static func isAllowed(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isToken) else { return false }
        let bytes = name.utf8Span.span
        let all = 0..<bytes.count
        switch bytes.count {
        case 7: return !ASCII.equal(bytes, all, ignoringCase: "upgrade")
        case 10: return !ASCII.equal(bytes, all, ignoringCase: "keep-alive")
        case 16: return !ASCII.equal(bytes, all, ignoringCase: "proxy-connection")
        default: return true
        }
    }
}
