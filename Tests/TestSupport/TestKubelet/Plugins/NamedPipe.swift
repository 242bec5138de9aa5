internal import FoundationEssentials
internal import Glibc
internal import Linux

/// A pipe of which no other process that is started just now can inherit an end.
///
/// `pipe2`, which can promise that, is not to be had in Swift's Glibc; opening a FIFO with `O_CLOEXEC` can.
struct NamedPipe: ~Copyable {
    let reading: FileDescriptor
    let writing: FileDescriptor

    init() throws(SystemCallError) {
        let path = FileManager.default.temporaryDirectory.appending(path: "kubelet-pipe-\(UUID().uuidString)").path
        guard unsafe mkfifo(path, 0o600) == 0 else { throw .last("mkfifo") }
        defer { unsafe unlink(path) }
        // The reader opens without waiting for a writer, and waits for bytes afterwards.
        let reading = FileDescriptor(owning: try Self.open(path, O_RDONLY | O_NONBLOCK))
        let writing = FileDescriptor(owning: try Self.open(path, O_WRONLY))
        _ = fcntl(reading.number, F_SETFL, 0)
        self.reading = reading
        self.writing = writing
    }

    private static func open(_ path: String, _ flags: Int32) throws(SystemCallError) -> Int32 {
        let raw = unsafe Glibc.open(path, flags | O_CLOEXEC)
        guard raw >= 0 else { throw .last("open") }
        return raw
    }

    /// Writes what a pipe holds before anybody reads.
    ///
    /// - Returns: false for more than that.
    borrowing func fill(with bytes: [UInt8]) -> Bool {
        guard bytes.count <= 60 << 10 else { return false }
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(writing.number, $0.baseAddress, $0.count) }
            == bytes.count
    }

    /// The end to read from, with the other one closed on this side.
    consuming func closeWriting() -> FileDescriptor { reading }
}
