internal import Glibc
internal import Text

/// The three streams that a process is given, which may be closed, be slow or belong to nobody any more.
package enum StandardStreams {
    /// Puts something in the place of a stream that is closed, from which nothing can be read and into which nothing can be written.
    ///
    /// The next file or socket would get its number otherwise, and what is printed would go there. To be called before anything is opened.
    package static func fillClosed() {
        for number in CInt(0)...2 where fcntl(number, F_GETFD) < 0 && errno == EBADF {
            // The lowest number that is free is given.
            let way = number == STDIN_FILENO ? O_WRONLY : O_RDONLY
            if unsafe open("/dev/null", way) < 0 { _ = unsafe open("/", O_RDONLY) }
        }
    }

    /// Reads standard input to its end.
    ///
    /// - Parameters:
    ///   - limit: the most bytes.
    ///   - patience: how long it may take until the end has come.
    /// - Returns: The bytes.
    /// - Throws: ``InputFileError``; with ``InputFileError/isTerminal`` where a person would have to type it.
    package static func readInput(limit: Int, patience: Duration) throws(InputFileError) -> [UInt8] {
        func failure(_ code: CInt) -> InputFileError {
            InputFileError(name: "standard input", code: code, limit: limit)
        }
        guard isatty(STDIN_FILENO) == 0 else { throw failure(ENOTTY) }
        let end = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let ready = wait(for: STDIN_FILENO, POLLIN, until: end)
            guard ready != 0 else { throw failure(ETIMEDOUT) }
            // The pointer is used within the call only.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { throw failure(errno) }
            if count == 0 { return bytes }
            guard count <= limit - bytes.count else { throw failure(EFBIG) }
            bytes += chunk[..<count]
        }
    }

    /// Writes all of it to standard output.
    ///
    /// SIGPIPE must be ignored. A pipe that nobody empties is given up.
    ///
    /// - Parameters:
    ///   - bytes: what is written.
    ///   - patience: how long it may take.
    /// - Throws: `FileError` where not all was taken.
    package static func writeOutput(_ bytes: [UInt8], patience: Duration) throws(FileError) {
        let end = ContinuousClock.now + patience
        var rest = bytes[...]
        while !rest.isEmpty {
            guard wait(for: STDOUT_FILENO, POLLOUT, until: end) != 0 else {
                errno = ETIMEDOUT
                throw .failed(to: "write to standard output")
            }
            // A pipe that is ready takes so many without waiting (pipe(7), PIPE_BUF).
            let piece = rest.prefix(4096)
            // The pointer is used within the call only.
            let count = unsafe piece.withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw .failed(to: "write to standard output") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until a descriptor can be used: 0 where it could not in time, and something else otherwise, for a broken one, too.
    private static func wait(for descriptor: CInt, _ event: CInt, until end: ContinuousClock.Instant) -> CInt {
        while true {
            let left = ContinuousClock.now.duration(to: end)
            var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            // The pointer is used within the call only.
            let count = unsafe poll(
                &watched,
                1,
                CInt(
                    clamping: max(
                        0,
                        left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
                    )
                )
            )
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
