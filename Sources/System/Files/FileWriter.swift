internal import Glibc

/// Writes files so that whoever watches them never reads a half.
package enum FileWriter {
    /// Writes beside the file and renames.
    ///
    /// The mode is the file's from the start, so that a key is never readable for a moment. There is no `fsync`: after
    /// a crash of the machine the old file may be back, or the new one empty.
    ///
    /// - Parameters:
    ///   - bytes: the whole content.
    ///   - path: the file, in a folder that exists; `.NAME.new` beside it is overwritten.
    ///   - mode: the permissions, such as `0o600`, less the process' mask.
    /// - Throws: `FileError` with the step that failed; the file is then as it was.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(FileError) {
        let temporary = temporaryPath(of: path)
        _ = unsafe unlink(temporary)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .failed(to: "create \(temporary)") }
        var written = 0
        while written < bytes.count {
            // The pointer is used within the call only.
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else {
                let error = FileError.failed(to: "write \(temporary)")
                close(descriptor)
                throw error
            }
            written += count
        }
        guard close(descriptor) == 0 else { throw .failed(to: "write \(temporary)") }
        guard unsafe rename(temporary, path) == 0 else { throw .failed(to: "rename to \(path)") }
    }

    /// Where a file is written before it takes its place.
    static func temporaryPath(of path: String) -> String {
        let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return "\(path[..<nameStart]).\(path[nameStart...]).new"
    }

    /// Writes over the content of a file that is there, and makes none; what a mounted file, which cannot be renamed, needs.
    ///
    /// - Returns: whether all was written.
    package static func overwrite(_ bytes: [UInt8], at path: String) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // The pointer is used within the call only.
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count
    }

    /// Makes a folder and those above it that are missing, for everybody to read unless a mode says otherwise.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        var current = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            current += component + "/"
            guard unsafe mkdir(current, mode) == 0 || errno == EEXIST || errno == EROFS else {
                throw .failed(to: "make the folder \(current)")
            }
        }
    }
}
