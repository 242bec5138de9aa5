import Files
import Glibc
import Synchronization

/// The output of the process.
enum StandardOutput {
    /// Why the first piece that was not taken was not.
    private static let firstFailure = Mutex<FileError?>(nil)

    /// Why not all that was written has been taken; `nil` where it has, and where who read it went away, as `head` does.
    static var failure: FileError? { firstFailure.withLock(\.self) }

    /// Whether a person looks at it.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// How many lines the terminal has; 24 where it does not say.
    static var rows: Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    /// Writes all of it, in as few pieces as the other end takes; nothing after a piece that was not taken.
    ///
    /// - Returns: Whether somebody is there to read it.
    @discardableResult
    static func write(_ bytes: [UInt8]) -> Bool {
        guard failure == nil else { return false }
        var rest = bytes[...]
        while !rest.isEmpty {
            // The pointer is used within the call only.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                waitForReader()
                continue
            }
            guard count > 0 else {
                if errno != EPIPE { firstFailure.withLock { $0 = .failed(to: "write to standard output") } }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits until more is taken: whoever started the process may have made the stream one that does not wait itself.
    private static func waitForReader() {
        var watched = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&watched, 1, -1)
    }
}
