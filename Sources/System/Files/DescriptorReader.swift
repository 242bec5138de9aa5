internal import Glibc

/// Reads what an open descriptor has, up to a limit; the descriptor stays the caller's.
package struct DescriptorReader {
    /// Why not all was read.
    package enum Failure: Error {
        case tooLarge
        case system(CInt)

        /// The system's number.
        package var number: CInt { if case .system(let number) = self { number } else { EFBIG } }
    }

    let descriptor: CInt
    /// How long nothing may come from a descriptor that does not block; nil for one that does.
    var patience: Duration?

    /// Takes an open descriptor.
    package init(descriptor: CInt, patience: Duration? = nil) {
        self.descriptor = descriptor
        self.patience = patience
    }

    /// All bytes up to the end.
    ///
    /// - Parameters:
    ///   - limit: the most bytes.
    ///   - expected: how many there will be, so that large files need no more memory than that.
    /// - Returns: The bytes.
    /// - Throws: `.tooLarge` where there are more than `limit`.
    package func readAll(limit: Int, expecting expected: Int = 0) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(0, min(limit, expected)))
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
