/// A complete response, the same for HTTP/1.1 and HTTP/2.
///
/// Content-Length and Connection are made by the writers; lines of those names (and Transfer-Encoding) are left out.
package struct HTTPResponse: Sendable {
    /// The status code, 200 to 599.
    package var status: Int

    /// Field lines, in order.
    ///
    /// Bytes that could end a line are replaced by spaces when it is written.
    package var fields: [(name: String, value: String)]

    /// The body; not sent with 204 and 304, nor to HEAD.
    package var body: [UInt8]

    /// Whether the connection is to be closed after this response (HTTP/1.1: `Connection: close`).
    package var closesConnection = false

    /// Makes a response.
    package init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// One line of plain text for a person; the line break at its end is added.
    package static func text(_ status: Int, _ line: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            fields: [("Content-Type", "text/plain; charset=utf-8")],
            body: Array(line.utf8) + [UInt8(ascii: "\n")]
        )
    }

    /// A JSON body with status 200.
    package static func json(_ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: 200, fields: [("Content-Type", "application/json")], body: body)
    }

    /// Whether the request was one that could be answered.
    package var isSuccess: Bool { status < 400 }

    static func hasNoBody(_ status: Int) -> Bool { status == 204 || status == 304 || status < 200 }

    static func isFraming(_ name: String) -> Bool {
        let bytes = name.utf8Span.span
        switch bytes.count {
        case 10: return ASCII.equal(bytes, 0..<10, ignoringCase: "connection")
        case 14: return ASCII.equal(bytes, 0..<14, ignoringCase: "content-length")
        case 17: return ASCII.equal(bytes, 0..<17, ignoringCase: "transfer-encoding")
        default: return false
        }
    }
}
