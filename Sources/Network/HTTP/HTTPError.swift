/// Why a request or a connection is refused: the status to answer with and one sentence for the person who sent it.
package struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status code to answer with, 400 to 599.
    package let status: Int

    /// What is wrong and, where it helps, what to send instead; one sentence without a line break.
    package let reason: String

    /// Makes an error that is answered with `status`.
    package init(status: Int, reason: String) {
        self.status = status
        self.reason = reason
    }

    /// For example `431 Request Header Fields Too Large: the header is longer than 32768 bytes`.
    package var description: String { "\(status) \(HTTPStatus.phrase(for: status)): \(reason)" }

    /// The answer that says so.
    ///
    /// It closes the connection, since the end of a refused message is not known.
    package var response: HTTPResponse {
        var response = HTTPResponse.text(status, reason)
        response.closesConnection = true
        return response
    }

    static func bad(_ reason: String) -> HTTPError { HTTPError(status: 400, reason: reason) }
}
