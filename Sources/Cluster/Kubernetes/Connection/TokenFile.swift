internal import EventLoop
internal import Text

/// A token in a file that somebody else replaces from time to time: the kubelet does about every 50 minutes.
struct TokenFile {
    /// How long what was read counts.
    static let rereadInterval = Duration.seconds(10)

    private let path: String
    private var token: String?
    private var readAt: LoopInstant?

    init(path: String, fallback: String?) {
        self.path = path
        token = fallback
    }

    /// The token; read again where the last reading is too old.
    ///
    /// One that can no longer be read stays until the server refuses it.
    mutating func current(now: LoopInstant) throws(KubernetesTransportError) -> String {
        if let token, let readAt, now < readAt.advanced(by: Self.rereadInterval) { return token }
        do throws(ConnectionError) {
            let read = try LocalFile.text(path, "the token file")
            if let flaw = TextFlaw(of: read, as: .secret) {
                throw ConnectionError("the token file \(path) cannot be used: the token \(flaw.clause): \(flaw.fix)")
            }
            token = read
            readAt = now
            return read
        } catch {
            guard let token else { throw KubernetesTransportError(error.description, wasNeverSent: true) }
            readAt = now
            return token
        }
    }

    /// The server has refused the token: it is read again when it is next needed.
    mutating func expire() { readAt = nil }
}
