internal import HTTP

/// What a redirect makes of a request (RFC 9110 section 15.4).
enum Redirect {
    /// The fields that another origin may see; any other might be a credential, whatever its name.
    private static let harmlessFields = ["accept", "content-type", "user-agent"]

    /// Where a response redirects to; nil when it does not.
    static func location(of stream: HTTPClientStream) -> String? {
        switch stream.status {
        case 301, 302, 303, 307, 308: stream.fields["location"]
        default: nil
        }
    }

    static func next(
        after request: HTTPClientRequest,
        status: Int,
        location: String
    ) throws(HTTPClientError) -> HTTPClientRequest {
        let url: HTTPURL
        do throws(HTTPURLError) {
            url = try request.url.resolving(location)
        } catch {
            throw refusal(request, "the server redirects to a URL that cannot be used: \(error.reason)")
        }
        guard request.url.scheme == .http || url.scheme == .https else {
            throw refusal(request, "the server redirects from https to http, to \(url.endpoint)")
        }
        var next = request
        next.url = url
        if status == 303 && request.method != .head || (status == 301 || status == 302) && request.method == .post {
            next.method = .get
            next.body = nil
        }
        if next.body == nil { next.fields = next.fields.filter { $0 != "content-type" } }
        if !url.hasSameOrigin(as: request.url) {
            guard next.body == nil else {
                throw refusal(request, "the server redirects to \(url.endpoint), where the request's body is not sent")
            }
            next.fields = next.fields.filter { harmlessFields.contains($0) }
        }
        return next
    }

    private static func refusal(_ request: HTTPClientRequest, _ cause: String) -> HTTPClientError {
        HTTPClientError(host: request.url.endpoint, phase: .receive, cause: cause, isRetryable: false)
    }
}

extension HTTPFields {
    /// The lines whose lower-case name passes.
    fileprivate func filter(_ isKept: (String) -> Bool) -> HTTPFields {
        var kept = HTTPFields()
        for index in 0..<count {
            let line = line(at: index)
            if isKept(line.name.lowercased()) { kept.append(name: line.name, value: line.value) }
        }
        return kept
    }
}
