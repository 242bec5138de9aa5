package import HTTP

/// A complete response.
package struct HTTPClientResponse: Sendable {
    /// The status code, 200 to 599.
    package var status: Int
    /// The field lines.
    package var fields: HTTPFields
    /// The body.
    package var body: [UInt8]

    /// Makes a response; for tests, since the client makes its own.
    package init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

extension HTTPClientResponse: CustomStringConvertible, CustomReflectable {
    /// Status and length; without fields and body, which may hold credentials.
    package var description: String { "\(status), \(body.count) bytes" }

    /// Shows `dump` no more than the description.
    package var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}
