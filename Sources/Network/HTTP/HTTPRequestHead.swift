/// What stands before a request's body, the same for HTTP/1.1 and HTTP/2.
package struct HTTPRequestHead: Sendable {
    /// The method.
    package var method: HTTPMethod

    /// The path as sent, percent-encoding kept, without the query; starts with `/`, or is `*` (for OPTIONS).
    package var path: String

    /// What stands after the first `?`; `nil` without one.
    package var query: String?

    /// The field lines.
    ///
    /// In HTTP/2, `:authority` is here as `host`.
    package var fields: HTTPFields

    /// The announced length of the body in bytes; `nil` when none is announced (chunked, or HTTP/2 without it).
    package var contentLength: Int?

    /// The protocol version.
    package var version: HTTPVersion

    /// The host and port of an absolute-form target, which take precedence over the Host field.
    var targetAuthority: String?

    /// Makes a head; for tests and tools, since the parsers make their own.
    package init(
        method: HTTPMethod,
        path: String,
        query: String? = nil,
        fields: HTTPFields = HTTPFields(),
        contentLength: Int? = nil,
        version: HTTPVersion = .http1_1
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.contentLength = contentLength
        self.version = version
    }

    /// The host and port the request is for, as sent; `nil` or empty when the client gave none.
    package var authority: String? { targetAuthority ?? fields["host"] }

    /// The bytes of memory held.
    package var heldBytes: Int {
        fields.heldBytes + method.name.utf8.count + path.utf8.count + (query?.utf8.count ?? 0)
            + (targetAuthority?.utf8.count ?? 0)
    }
}

extension HTTPRequestHead: CustomStringConvertible {
    /// For example `POST /mutate HTTP/1.1`; without the query and the fields, which may hold credentials.
    package var description: String { "\(method) \(path) \(version)" }
}

/// The protocol versions that are spoken.
package enum HTTPVersion: Sendable, Hashable, CustomStringConvertible {
    /// HTTP/1.0.
    case http1_0
    /// HTTP/1.1, and any later minor version of it.
    case http1_1
    /// HTTP/2.
    case http2

    /// As in a log line, for example `HTTP/1.1`.
    package var description: String {
        switch self {
        case .http1_0: "HTTP/1.0"
        case .http1_1: "HTTP/1.1"
        case .http2: "HTTP/2"
        }
    }
}
