package import HTTP
internal import Text

/// A request to the API server, without its address and without credentials.
package struct KubernetesRequest: Sendable {
    /// The method.
    package var method: HTTPMethod
    /// The path from the API's root, its parts percent-encoded where needed: `/api/v1/namespaces`.
    package var path: String
    /// The query in order, not yet encoded.
    package var query: [(name: String, value: String)]
    /// The media type of the body.
    package var contentType: String?
    /// What is wanted back; `application/json` where nil.
    package var accept: String?
    /// The body.
    package var body: [UInt8]?
    /// The most bytes of the answer's body; a longer one is an error (``KubernetesTransportError/isTooLong``).
    package var maximumAnswerBytes = 16 << 20

    /// Makes a request.
    package init(
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
    package var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return path + "?" + pairs.joined(separator: "&")
    }
}

/// A complete answer of the API server.
package struct KubernetesResponse: Sendable {
    /// The HTTP status code.
    package var status: Int
    /// The field lines.
    package var fields: HTTPFields
    /// The body.
    package var body: [UInt8]

    /// Makes an answer.
    package init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
