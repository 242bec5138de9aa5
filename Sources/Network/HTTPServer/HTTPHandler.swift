package import HTTP

/// What a server does with a request: a synchronous function of head and body, called on the connection's event loop.
///
/// It must not block: everybody else on that loop waits for it.
package protocol HTTPHandler: Sendable {
    /// The answer to a request whose body need not be looked at (404, 405, 415), or nil to have the body read.
    func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse?

    /// The answer to a complete request. `body` is valid for the length of the call.
    func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse
}
