/// The refusals that HTTP/1.1 and HTTP/2 share.
extension HTTPError {
    static let noProxy = HTTPError(status: 501, reason: "CONNECT is not supported: this server is no proxy")

    static let unknownExpectation = HTTPError(
        status: 417,
        reason: "the only expectation this server meets is 100-continue"
    )

    static func targetTooLong(_ limits: HTTPLimits) -> HTTPError {
        HTTPError(status: 414, reason: "the request target is longer than \(limits.maximumTargetBytes) bytes")
    }

    static func bodyTooLarge(_ limits: HTTPLimits) -> HTTPError {
        HTTPError(status: 413, reason: "the body is longer than \(limits.maximumBodyBytes) bytes")
    }

    static func headerTooLarge(_ limits: HTTPLimits) -> HTTPError {
        HTTPError(status: 431, reason: "the header is longer than \(limits.maximumHeaderBytes) bytes")
    }

    static func tooManyFields(_ limits: HTTPLimits) -> HTTPError {
        HTTPError(status: 431, reason: "the header has more than \(limits.maximumHeaderFields) fields")
    }
}
