internal import FoundationEssentials
internal import Glibc
internal import Linux

/// A pipe of which no other process that is started just now can inherit an end.
///
/// `pipe2`, which can promise that, is not to be had in Swift's Glibc; opening a FIFO with `O_CLOEXEC` can.
struct NamedPipe {
    /// The ends; each has to be closed once.
    let (reading, writing): (Int32, Int32)

    init() throws(SystemCallError) {
        let path = FileManager.default.temporaryDirectory.appending(path: "kubelet-pipe-\(UUID().uuidString)").path
        guard unsafe mkfifo(path, 0o600) == 0 else { throw .last("mkfifo") }
        defer { unsafe unlink(path) }
        // The reader opens without waiting for a writer, and waits for bytes afterwards.
        let reading = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard reading >= 0 else { throw .last("open") }
        let writing = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard writing >= 0 else {
            close(reading)
            throw .last("open")
        }
        _ = fcntl(reading, F_SETFL, 0)
        (self.reading, self.writing) = (reading, writing)
    }

    /// Writes what a pipe holds before anybody reads, and closes the end to write to.
    ///
    /// - Returns: false for more than that.
    func fill(with bytes: [UInt8]) -> Bool {
        defer { close(writing) }
        guard bytes.count <= 60 << 10 else { return false }
        return unsafe bytes.withUnsafeBytes { unsafe write(writing, $0.baseAddress, $0.count) } == bytes.count
    }
}
