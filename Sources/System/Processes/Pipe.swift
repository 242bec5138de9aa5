internal import Glibc
internal import Synchronization

/// An owned descriptor, closed when its value goes away.
struct Descriptor: ~Copyable, Sendable {
    let raw: Int32

    init(owning raw: Int32) { self.raw = raw }
    deinit { close(raw) }

    /// What one non-blocking read found.
    enum ReadResult {
        case bytes([UInt8])
        case nothingYet
        case end
    }

    /// Reads once.
    ///
    /// Errors other than "nothing yet" count as the end: there is no more to be had.
    borrowing func read(upTo count: Int) -> ReadResult {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let got = unsafe Glibc.read(raw, buffer.baseAddress, count)
            failure = got < 0 ? errno : 0
            initialized = max(got, 0)
        }
        if failure == EAGAIN || failure == EINTR { return .nothingYet }
        return bytes.isEmpty ? .end : .bytes(bytes)
    }

    /// Writes once without waiting.
    ///
    /// Returns the bytes taken, 0 when the pipe is full, `nil` when nobody reads any more.
    borrowing func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        let taken = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(raw, $0.baseAddress, $0.count) }
        if taken >= 0 { return taken }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    borrowing func makeNonBlocking() {
        _ = fcntl(raw, F_SETFL, fcntl(raw, F_GETFL) | O_NONBLOCK)
    }
}

/// The two ends of a pipe, both above the standard descriptors and closed in children.
struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    /// - Throws: The `errno` of the failed call.
    init() throws(Errno) {
        let ends = try pipeCreation.withLock { _ throws(Errno) in try makeEnds() }
        reading = Descriptor(owning: ends[0])
        writing = Descriptor(owning: ends[1])
    }
}

/// Held while a pipe is made and while a process is started.
///
/// `pipe2`, which makes both ends close-on-exec at once, is not in Swift's Glibc. For a moment new ends would be inherited
/// by a process started just then, which would keep another one's standard input from ever ending.
let pipeCreation = Mutex(())

/// Descriptors 0 to 2 of a child are made by `dup2`, which would overwrite an end that stands there: hence the copies from 3 up.
private func makeEnds() throws(Errno) -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
    let raised = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    let failure = errno
    for end in ends { close(end) }
    guard raised.contains(-1) else { return raised }
    for end in raised where end >= 0 { close(end) }
    throw Errno(rawValue: failure)
}

/// A system error number.
struct Errno: Error, Equatable {
    let rawValue: Int32
}
