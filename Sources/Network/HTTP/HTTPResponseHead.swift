/// What stands before a response's body.
package struct HTTPResponseHead: Sendable {
    /// The status code, 200 to 599.
    package var status: Int

    /// The field lines.
    package var fields: HTTPFields

    /// The protocol version.
    package var version: HTTPVersion

    /// Makes a head; for tests and tools, since the parser makes its own.
    package init(status: Int, fields: HTTPFields = HTTPFields(), version: HTTPVersion = .http1_1) {
        self.status = status
        self.fields = fields
        self.version = version
    }
}

extension HTTPResponseHead: CustomStringConvertible {
    /// For example `HTTP/1.1 200 OK`; without the fields, which may hold credentials.
    package var description: String { "\(version) \(status) \(HTTPStatus.phrase(for: status))" }
}
