internal import EventLoop

/// The authorities of a cluster in a file that somebody else replaces when they are rotated: the kubelet does in each Pod.
///
/// Old and new ones stand in it side by side for a while, and what is read then serves for both.
struct AuthoritiesFile {
    /// How long what was read counts.
    static let rereadInterval = TokenFile.rereadInterval

    private let path: String
    /// In PEM: what is in use.
    private(set) var pem: [UInt8]
    private var readAt: LoopInstant?

    init(path: String, pem: [UInt8]) { (self.path, self.pem) = (path, pem) }

    /// What stands there now, where that is something else than what is in use; a file that cannot be read, or is empty, is as good as none.
    mutating func replacement(now: LoopInstant) -> [UInt8]? {
        if let readAt, now < readAt.advanced(by: Self.rereadInterval) { return nil }
        readAt = now
        guard let read = try? LocalFile.read(path, "the cluster's CA file"), !read.isEmpty, read != pem else {
            return nil
        }
        return read
    }

    /// Takes what was read into use, once it is known that it can be.
    mutating func take(_ replacement: [UInt8]) { pem = replacement }

    /// The server is not believed: the file is read again for the next request.
    mutating func expire() { readAt = nil }
}
