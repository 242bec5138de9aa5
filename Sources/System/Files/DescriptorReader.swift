internal import Glibc

/// Reads what an open descriptor has, up to a limit; the descriptor stays the caller's.
struct DescriptorReader {
    enum Failure: Error {
        case tooLarge
        case system(CInt)

        /// The system's number.
        var number: CInt { if case .system(let number) = self { number } else { EFBIG } }
    }

    let descriptor: CInt
    /// How long nothing may come from a descriptor that does not block; nil for one that does.
    var patience: Duration?

    /// All bytes up to the end.
    ///
    /// - Throws: `.tooLarge` where there are more than `limit`.
    func readAll(limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // The pointer is used within the call only.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN, patience != nil {
                try waitForMore()
                continue
            }
            guard count >= 0 else { throw .system(errno) }
            if count == 0 { return bytes }
            // A file may grow while it is read, and a pipe tells no size: only what has come counts.
            guard count <= limit - bytes.count else { throw .tooLarge }
            bytes += chunk[..<count]
        }
    }

    /// Waits until there is something to read, or the end.
    func waitForMore() throws(Failure) {
        guard let patience else { return }
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = patience.components.seconds * 1000 + patience.components.attoseconds / 1_000_000_000_000_000
        // The pointer is used within the call only.
        let count = unsafe poll(&watched, 1, CInt(clamping: milliseconds))
        guard count != 0 else { throw .system(ETIMEDOUT) }
        guard count > 0 || errno == EINTR else { throw .system(errno) }
    }
}
