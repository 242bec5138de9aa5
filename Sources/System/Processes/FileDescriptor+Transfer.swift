internal import Glibc
internal import Linux

extension FileDescriptor {
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
            let got = unsafe Glibc.read(number, buffer.baseAddress, count)
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
        let taken = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        if taken >= 0 { return taken }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    borrowing func makeNonBlocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }
}
