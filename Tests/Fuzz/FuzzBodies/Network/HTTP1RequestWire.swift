import HTTP

/// The plainest form of a request on the wire, from what was read of it.
enum HTTP1RequestWire {
    /// Writes the message with its fields as they were read; a body of unknown length in one chunk.
    static func bytes(_ head: HTTP1RequestTrace.Head, body: [UInt8]) -> [UInt8] {
        let minor = head.version == .http1_0 ? "0" : "1"
        var text = "\(head.method) \(head.path)\(head.query.map { "?" + $0 } ?? "") HTTP/1.\(minor)\r\n"
        for field in head.fields { text += "\(field.name): \(field.value)\r\n" }
        text += "\r\n"
        var bytes = Array(text.utf8)
        if head.fields.contains(where: \.isTransferEncoding) {
            if !body.isEmpty { bytes += Array("\(String(body.count, radix: 16))\r\n".utf8) + body + Array("\r\n".utf8) }
            return bytes + Array("0\r\n\r\n".utf8)
        }
        return bytes + body
    }
}
