/// Responses whose length nobody knows yet (RFC 9112 section 7.1), as the tests' API server streams them.
extension HTTP1ResponseWriter {
    /// Adds the header of a response whose body follows in chunks; an HTTP/1.0 client gets it bare, until the connection closes.
    ///
    /// The response's own body is not added. There must be none for 204 and 304.
    package static func writeStreamHead(
        _ response: HTTPResponse,
        keepAlive: Bool,
        version: HTTPVersion = .http1_1,
        into buffer: inout ByteBuffer
    ) {
        appendStatusAndFields(of: response, to: &buffer)
        if version != .http1_0 { buffer.append("\r\nTransfer-Encoding: chunked" as StaticString) }
        if !keepAlive || response.closesConnection || version == .http1_0 {
            buffer.append("\r\nConnection: close" as StaticString)
        }
        buffer.append("\r\n\r\n" as StaticString)
    }

    /// Adds one chunk; nothing where `bytes` is empty, since that would end the body.
    package static func writeChunk(_ bytes: [UInt8], into buffer: inout ByteBuffer) {
        guard !bytes.isEmpty else { return }
        buffer.append(String(bytes.count, radix: 16))
        buffer.append("\r\n" as StaticString)
        buffer.append(bytes)
        buffer.append("\r\n" as StaticString)
    }

    /// The end of a body in chunks.
    package static let lastChunk: StaticString = "0\r\n\r\n"
}
