internal import Encodings
public import HTTP

/// A request to the API server, without its address and without credentials.
public struct KubernetesRequest: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The path from the API's root, its parts percent-encoded where needed: `/api/v1/namespaces`.
    public var path: String
    /// The query in order, not yet encoded.
    public var query: [(name: String, value: String)]
    /// The media type of the body.
    public var contentType: String?
    /// What is wanted back; `application/json` where nil.
    public var accept: String?
    /// The body.
    public var body: [UInt8]?

    /// Makes a request.
    public init(
        method: HTTPMethod,
        path: String,
        query: [(name: String, value: String)] = [],
        contentType: String? = nil,
        accept: String? = nil,
        body: [UInt8]? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.accept = accept
        self.body = body
    }

    /// Path and query as they stand in a request line.
    public var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return path + "?" + pairs.joined(separator: "&")
    }
}

/// A complete answer of the API server.
public struct KubernetesResponse: Sendable {
    /// The HTTP status code.
    public var status: Int
    /// The field lines.
    public var fields: HTTPFields
    /// The body.
    public var body: [UInt8]

    /// Makes an answer.
    public init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
