/// What stands before a response's body.
public struct HTTPResponseHead: Sendable {
    /// The status code, 200 to 599.
    public var status: Int

    /// The field lines.
    public var fields: HTTPFields

    /// The protocol version.
    public var version: HTTPVersion

    /// Makes a head; for tests and tools, since the parser makes its own.
    public init(status: Int, fields: HTTPFields = HTTPFields(), version: HTTPVersion = .http1_1) {
        self.status = status
        self.fields = fields
        self.version = version
    }
}

extension HTTPResponseHead: CustomStringConvertible {
    /// For example `HTTP/1.1 200 OK`; without the fields, which may hold credentials.
    public var description: String { "\(version) \(status) \(HTTPStatus.phrase(for: status))" }
}
