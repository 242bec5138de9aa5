internal import EventLoop
internal import HTTPClient
internal import Synchronization
internal import TLS

/// The HTTP client of one registry that names authorities of its own; made anew when their certificates have changed.
final class OwnClient: Sendable {
    private struct Made {
        let pem: [UInt8]
        let client: HTTPClient
    }

    private let model: HTTPClient
    private let find: @Sendable ([UInt8]) -> HTTPClient?
    private let made = Mutex<Made?>(nil)

    /// Prepares a client that is like `model` but for its trust; `find` looks for one that others have made already.
    init(like model: HTTPClient, find: @escaping @Sendable ([UInt8]) -> HTTPClient?) {
        self.model = model
        self.find = find
    }

    /// The last one that was made; nil before the first.
    var current: HTTPClient? { made.withLock { $0?.client } }

    /// The client, where it is one for these certificates.
    func client(believing pem: [UInt8]) -> HTTPClient? {
        made.withLock { $0?.pem == pem ? $0?.client : nil }
    }

    /// The client for certificates in PEM; what the one before has under way ends by itself.
    ///
    /// - Throws: What TLS says of the certificates.
    func make(believing pem: [UInt8]) async throws(TLSError) -> HTTPClient {
        if let client = client(believing: pem) { return client }
        if let other = find(pem) { return keep(other, pem) }
        // Reading the system's authorities takes longer than an event loop may wait.
        let context = await besideLoop { () -> Result<TLSClientContext, TLSError> in
            Result { () throws(TLSError) in try TLSClientContext(trust: .systemAnd(pem)) }
        }
        return keep(model.with(tls: try context.get()), pem)
    }

    private func keep(_ client: HTTPClient, _ pem: [UInt8]) -> HTTPClient {
        made.withLock { $0 = Made(pem: pem, client: client) }
        return client
    }
}
