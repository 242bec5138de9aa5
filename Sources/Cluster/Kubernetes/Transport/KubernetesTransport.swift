package import HTTP

/// How requests reach an API server: over HTTPS, or in-process in a simulation.
///
/// Called on the client's event loop. Cancelling the calling task must end every wait promptly, with an error.
package protocol KubernetesTransport: Sendable {
    /// Sends a request and waits for the whole answer, whatever its status code.
    ///
    /// - Throws: ``KubernetesTransportError`` where there is no answer.
    func send(_ request: KubernetesRequest) async throws -> KubernetesResponse

    /// Sends a request whose answer is a stream without end: a watch.
    ///
    /// - Throws: ``KubernetesTransportError`` where there is no answer.
    func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream
}

/// The answer to a watch.
///
/// Dropping the last reference closes it.
package protocol KubernetesByteStream: AnyObject {
    /// The HTTP status code; where it is not 2xx, the bytes are a `Status`.
    var status: Int { get }
    /// The field lines.
    var fields: HTTPFields { get }
    /// The next bytes, cut anywhere; nil at the end.
    ///
    /// - Throws: ``KubernetesTransportError`` where the connection broke.
    func next() async throws -> [UInt8]?
}

/// Why there is no answer.
package struct KubernetesTransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Host, phase and cause, as a clause without a full stop and without a credential.
    package let reason: String
    /// Whether no byte of the request can have reached the server, so that any request may be repeated.
    package let wasNeverSent: Bool
    /// Whether the answer is longer than the request allows.
    package let isTooLong: Bool

    /// Makes an error.
    package init(_ reason: String, wasNeverSent: Bool = false, isTooLong: Bool = false) {
        self.reason = reason
        self.wasNeverSent = wasNeverSent
        self.isTooLong = isTooLong
    }

    /// The reason.
    package var description: String { reason }
}
