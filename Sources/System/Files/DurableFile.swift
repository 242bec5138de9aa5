internal import Glibc

/// Replaces files that others read at any moment, so that not even a power cut leaves a half.
package enum DurableFile {
    /// What the file beside `path` is called while it is written; its name never ends as those do that programs look for.
    package static func temporary(of path: String) -> String {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return "\(path[..<start]).\(path[start...]).pullpass-new"
    }

    /// Writes beside the file, to the disk, and renames.
    ///
    /// - Parameters:
    ///   - path: The file, no link, in a folder that exists.
    ///   - bytes: The whole content.
    ///   - mode: The permissions, whatever the process' mask is.
    ///   - before: What is to be replaced, whose owner and group are kept; nil for a file that is not there.
    /// - Throws: `FileError` with the step that failed, or where the file is not ``before`` any more; it is then as it was.
    package static func replace(
        _ path: String,
        with bytes: [UInt8],
        mode: UInt32,
        before: FileStatus?
    ) throws(FileError) {
        let temporary = temporary(of: path)
        _ = unsafe unlink(temporary)
        do throws(FileError) {
            try write(bytes, to: temporary, mode: mode, owner: before)
            guard try LocalFileSystem().status(of: path) == before else {
                throw .changed(path: path)
            }
            guard unsafe rename(temporary, path) == 0 else { throw .failed(to: "rename to \(path)") }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try flushFolder(of: path)
    }

    /// Removes a file, if it still is what was looked at.
    package static func remove(_ path: String, before: FileStatus) throws(FileError) {
        guard try LocalFileSystem().status(of: path) == before else { throw .changed(path: path) }
        guard unsafe unlink(path) == 0 else { throw .failed(to: "remove \(path)") }
        try flushFolder(of: path)
    }

    /// Removes what a writer that was killed has left beside a file.
    package static func removeTemporary(of path: String) { _ = unsafe unlink(temporary(of: path)) }

    private static func write(
        _ bytes: [UInt8],
        to temporary: String,
        mode: UInt32,
        owner: FileStatus?
    ) throws(FileError) {
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed(to: "create \(temporary)") }
        defer { close(descriptor) }
        var own = stat()
        guard unsafe fstat(descriptor, &own) == 0 else { throw .failed(to: "look at \(temporary)") }
        if let owner, (own.st_uid, own.st_gid) != (owner.owner, owner.group) {
            guard fchown(descriptor, owner.owner, owner.group) == 0 else {
                throw .failed(
                    to: "give \(temporary) to user \(owner.owner) and group \(owner.group), as the file is theirs"
                )
            }
        }
        guard fchmod(descriptor, mode) == 0 else { throw .failed(to: "set the mode of \(temporary)") }
        var written = 0
        while written < bytes.count {
            // The pointer is used within the call only.
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .failed(to: "write \(temporary)") }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw .failed(to: "write \(temporary) to the disk") }
    }

    /// Without it a rename may be lost by a power cut, which then leaves the old file.
    private static func flushFolder(of path: String) throws(FileError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed(to: "open the folder \(folder)") }
        defer { close(descriptor) }
        // Some file systems have nothing to flush there.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw .failed(to: "write the folder \(folder) to the disk")
        }
    }
}
