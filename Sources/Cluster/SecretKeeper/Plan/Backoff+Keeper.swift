internal import Kubernetes

extension Backoff {
    /// Copies that could not be written.
    static let copies = Backoff(first: .seconds(1), limit: .seconds(300))
    /// An API server that does not answer.
    static let server = Backoff(first: .milliseconds(500), limit: .seconds(30))
}
