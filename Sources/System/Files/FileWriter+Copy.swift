internal import Glibc

extension FileWriter {
    /// Copies a file in pieces, beside its place, and renames.
    ///
    /// However large it is, 64 KiB of memory are used. Who sees the copy sees it whole.
    ///
    /// - Parameters:
    ///   - source: the file; `/proc/self/exe` is the program itself.
    ///   - path: the copy, in a folder that exists; `.NAME.new` beside it is overwritten.
    ///   - mode: the permissions of the copy, whatever the process' mask is.
    /// - Throws: `FileError` with the step that failed; what was at `path` is then as it was.
    package static func copy(_ source: String, to path: String, mode: UInt32) throws(FileError) {
        let input = unsafe open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .unreadable(path: source, number: errno) }
        defer { close(input) }
        let temporary = temporaryPath(of: path)
        _ = unsafe unlink(temporary)
        let output = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard output >= 0 else { throw .failed(to: "create \(temporary)") }
        do throws(FileError) {
            defer { close(output) }
            try pour(input, source, into: output, temporary)
            guard fchmod(output, mode) == 0 else { throw .failed(to: "set the permissions of \(temporary)") }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, path) == 0 else { throw .failed(to: "rename to \(path)") }
    }

    /// Writes all that a descriptor has to another one.
    private static func pour(
        _ input: CInt,
        _ source: String,
        into output: CInt,
        _ temporary: String
    ) throws(FileError) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // The pointers are used within the calls only.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: source, number: errno) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let more = unsafe chunk[written..<count].withUnsafeBytes {
                    unsafe Glibc.write(output, $0.baseAddress, $0.count)
                }
                if more < 0, errno == EINTR { continue }
                guard more > 0 else { throw .failed(to: "write \(temporary)") }
                written += more
            }
        }
    }
}
