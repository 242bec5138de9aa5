internal import Glibc

/// Reads what an open descriptor has, up to a limit; the descriptor stays the caller's.
struct DescriptorReader {
    enum Failure: Error {
        case tooLarge
        case system(CInt)
    }

    let descriptor: CInt

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
            guard count >= 0 else { throw .system(errno) }
            if count == 0 { return bytes }
            // A file may grow while it is read, and a pipe tells no size: only what has come counts.
            guard count <= limit - bytes.count else { throw .tooLarge }
            bytes += chunk[..<count]
        }
    }
}
