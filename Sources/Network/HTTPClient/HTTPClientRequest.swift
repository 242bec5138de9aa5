package import HTTP

/// A request.
package struct HTTPClientRequest: Sendable {
    /// The method.
    package var method: HTTPMethod
    /// Where it goes.
    ///
    /// User information in it becomes Basic authorization, unless the fields have an Authorization.
    package var url: HTTPURL
    /// The field lines; Host, Content-Length and Connection are the client's own.
    package var fields: HTTPFields
    /// The body; nil for none.
    package var body: [UInt8]?
    /// How many redirects in a row are followed; 0 hands the redirect itself out as the response.
    ///
    /// Another origin gets only the fields Accept, Content-Type and User-Agent, and no body; https never leads to http.
    package var followRedirects: Int

    /// Makes a request.
    package init(
        _ method: HTTPMethod = .get,
        _ url: HTTPURL,
        fields: HTTPFields = HTTPFields(),
        body: [UInt8]? = nil,
        followRedirects: Int = 0
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.followRedirects = followRedirects
    }
}

extension HTTPClientRequest: CustomStringConvertible, CustomReflectable {
    /// For example `GET https://registry.example/v2/`; without fields, query and body, which may hold credentials.
    package var description: String { "\(method) \(url)" }

    /// Shows `dump` no more than the description.
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
