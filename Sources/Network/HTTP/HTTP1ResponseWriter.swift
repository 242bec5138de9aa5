/// Writes HTTP/1.1 responses (RFC 9112 section 4).
///
/// Content-Length is always theirs, so every client knows the end.
package enum HTTP1ResponseWriter {
    /// The interim response that lets a client with `Expect: 100-continue` send its body.
    package static let continue100: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// Adds the whole response to `buffer`.
    ///
    /// `keepAlive`: what the request asks for (``HTTP1RequestParser/keepsAlive``); the response's own `closesConnection`
    /// overrides it. `version` is the request's: an HTTP/1.0 client is told of a connection that stays.
    package static func write(
        _ response: HTTPResponse,
        keepAlive: Bool,
        isHEAD: Bool,
        version: HTTPVersion = .http1_1,
        into buffer: inout ByteBuffer
    ) {
        appendStatusAndFields(of: response, to: &buffer)
        let hasBody = !HTTPResponse.hasNoBody(response.status)
        if hasBody {
            buffer.append("\r\nContent-Length: " as StaticString)
            buffer.append(decimal: response.body.count)
        }
        if !keepAlive || response.closesConnection {
            buffer.append("\r\nConnection: close" as StaticString)
        } else if version == .http1_0 {
            buffer.append("\r\nConnection: keep-alive" as StaticString)
        }
        buffer.append("\r\n\r\n" as StaticString)
        if hasBody && !isHEAD { buffer.append(response.body) }
    }

    /// Adds status line and field lines, the last of them without its end.
    static func appendStatusAndFields(of response: HTTPResponse, to buffer: inout ByteBuffer) {
        buffer.append("HTTP/1.1 " as StaticString)
        buffer.append(decimal: response.status)
        buffer.append(ASCII.space)
        buffer.append(HTTPStatus.phrase(for: response.status))
        for field in response.fields where !HTTPResponse.isFraming(field.name) && isToken(field.name) {
            buffer.append("\r\n" as StaticString)
            buffer.append(field.name)
            buffer.append(": " as StaticString)
            appendValue(field.value, to: &buffer)
        }
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(ASCII.isToken)
    }

    /// A value that could end its line would let whoever chose it write lines of their own (response splitting).
    private static func appendValue(_ value: String, to buffer: inout ByteBuffer) {
        let bytes = value.utf8Span.span
        guard ASCII.firstControl(in: bytes, 0..<bytes.count) != nil else { return buffer.append(bytes) }
        for byte in value.utf8 {
            buffer.append(byte < 0x20 && byte != ASCII.tab || byte == 0x7F ? ASCII.space : byte)
        }
    }
}
