package import HTTP

/// A handler that may also answer with a stream, as a watch is one.
///
/// Pullpass itself has none: this is how the tests' API server serves watches over HTTP. It stands here because it shares
/// drain, deadlines and read buffers with the connection.
/// Whether a handler streams is looked at once, when the server is made: others cost what they cost before.
package protocol HTTPStreamingHandler: HTTPHandler {
    /// The answer to a complete request, asked for instead of ``HTTPHandler/respond(to:body:)``. `body` is valid for the
    /// length of the call, which must not block.
    func reply(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPReply
}

extension HTTPStreamingHandler {
    /// The reply where it is complete; 501 for a stream, which HTTP/2 connections do not carry.
    package func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse {
        switch reply(to: head, body: body) {
        case .response(let response): response
        case .stream: .text(501, "streamed answers are for HTTP/1.1 only")
        }
    }
}

/// An answer that is complete, or one that comes bit by bit.
package enum HTTPReply {
    /// A complete answer.
    case response(HTTPResponse)
    /// An answer that is awaited. The connection is held until it ends, and the stream is dropped when it is of no use any more.
    case stream(any HTTPResponseStream)
}

/// An answer that comes bit by bit: over HTTP/1.1 with the chunked transfer coding, over HTTP/1.0 until the connection closes.
///
/// Its methods run in a task of the connection's event loop, one at a time. The task is cancelled when the client goes
/// away, the server drains or closes, or the client does not take a chunk within the write time-out; the method that is
/// running must then end promptly, whatever it returns.
package protocol HTTPResponseStream: AnyObject {
    /// Status and field lines; the body, if there is one, is the first chunk. An error closes the connection without an answer.
    func head() async throws -> HTTPResponse
    /// The next bytes; nil at the end. An error cuts the connection, so that the client does not take the body for complete.
    func next() async throws -> [UInt8]?
}
