/// Writes HTTP/1.1 requests (RFC 9112 section 3).
///
/// Nothing that a caller passes can end a line early: a request that holds such a byte is refused as a whole, since a
/// silently changed one would do something else than was asked for.
package enum HTTP1RequestWriter {
    /// Adds the whole request to `buffer`.
    ///
    /// Host, Content-Length and Connection are the writer's; lines of those names (and Transfer-Encoding) are left out.
    /// No compressed answer is asked for: without an Accept-Encoding line of the caller's it says `identity`.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - target: the request target as it stands on the request line: path and query, or for a proxy the whole URL.
    ///   - authority: the Host field: host and, where it is not the scheme's own, port.
    ///   - fields: further field lines.
    ///   - body: sent with Content-Length; `nil` for none.
    ///   - buffer: what the request is added to; unchanged after an error.
    /// - Throws: ``HTTPError`` (status 400) that names the part which cannot be sent, and never a value.
    package static func write(
        method: HTTPMethod,
        target: String,
        authority: String,
        fields: HTTPFields = HTTPFields(),
        body: [UInt8]? = nil,
        into buffer: inout ByteBuffer
    ) throws(HTTPError) {
        try check(method: method, target: target, authority: authority)
        for index in 0..<fields.count { try check(fields.line(at: index)) }
        buffer.append(method.name)
        buffer.append(ASCII.space)
        buffer.append(target)
        buffer.append(" HTTP/1.1\r\nHost: " as StaticString)
        buffer.append(authority)
        for index in 0..<fields.count {
            let line = fields.line(at: index)
            guard !isWriters(line.name) else { continue }
            buffer.append("\r\n" as StaticString)
            buffer.append(line.name)
            buffer.append(": " as StaticString)
            buffer.append(line.value)
        }
        if !fields.contains("accept-encoding"), method != .connect {
            buffer.append("\r\nAccept-Encoding: identity" as StaticString)
        }
        // RFC 9110 section 8.6: where the method expects a body, its absence is announced too.
        if body != nil || method == .post || method == .put || method == .patch {
            buffer.append("\r\nContent-Length: " as StaticString)
            buffer.append(decimal: body?.count ?? 0)
        }
        buffer.append("\r\n\r\n" as StaticString)
        if let body { buffer.append(body) }
    }

    private static func check(method: HTTPMethod, target: String, authority: String) throws(HTTPError) {
        guard !method.name.isEmpty, method.name.utf8.allSatisfy(ASCII.isToken) else {
            throw .bad("the method is not a token")
        }
        // A fragment never leaves the client, so "#" is as wrong as a space.
        let isSendable = target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
        guard !target.isEmpty, isSendable else {
            throw .bad("the request target holds a byte that has to be percent-encoded")
        }
        guard !authority.isEmpty, authority.utf8.allSatisfy(ASCII.isAuthority) else {
            throw .bad("the host holds a character that no host has")
        }
    }

    private static func check(_ line: (name: String, value: String)) throws(HTTPError) {
        guard !line.name.isEmpty, line.name.utf8.allSatisfy(ASCII.isToken) else {
            throw .bad("a header field's name is not a token")
        }
        let value = line.value.utf8Span.span
        guard ASCII.firstControl(in: value, 0..<value.count) == nil else {
            throw .bad("the value of the header field \(line.name) holds a control byte, such as a line break")
        }
    }

    private static func isWriters(_ name: String) -> Bool {
        let bytes = name.utf8Span.span
        return HTTPResponse.isFraming(name) || ASCII.equal(bytes, 0..<bytes.count, ignoringCase: "host")
    }
}
