public import HTTP

/// A complete response.
public struct HTTPClientResponse: Sendable {
    /// The status code, 200 to 599.
    public var status: Int
    /// The field lines.
    public var fields: HTTPFields
    /// The body.
    public var body: [UInt8]

    /// Makes a response; for tests, since the client makes its own.
    public init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

extension HTTPClientResponse: CustomStringConvertible, CustomReflectable {
    /// Status and length; without fields and body, which may hold credentials.
    public var description: String { "\(status), \(body.count) bytes" }

    /// Shows `dump` no more than the description.
    public var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}
