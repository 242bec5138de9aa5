internal import Glibc
internal import Text

/// A folder that belongs to this user alone, and the files in it that nobody else can have written.
///
/// All is done by the folder's descriptor and without following symbolic links, so that nobody can put another folder or file in the way. What
/// is no regular file of this user, for this user only, and under one name is treated as if it were not there.
package final class PrivateFolder: Sendable {
    /// Its path, for messages.
    package let path: String
    private let descriptor: CInt

    /// Opens a folder, and makes it where it is missing.
    ///
    /// - Throws: `FileError` where it cannot be made, is no folder, belongs to another user, or is open to others.
    package init(_ path: String) throws(FileError) {
        self.path = path
        if let slash = path.drop(while: { $0 == "/" }).lastIndex(of: "/"), path.index(after: slash) < path.endIndex {
            try FileWriter.makeFolder(String(path[..<slash]))
        }
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST || errno == EROFS else {
            throw .failed(to: "make the folder \(Printable.path(path))")
        }
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ELOOP || errno == ENOTDIR
                ? .unreadable(path: path, reason: "it is a symbolic link, or no folder")
                : .failed(to: "open the folder \(Printable.path(path))")
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .failed(to: "look at \(Printable.path(path))") }
        guard status.st_uid == geteuid() else {
            throw .unreadable(path: path, reason: "it belongs to user \(status.st_uid), and not to \(geteuid())")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .unreadable(path: path, reason: "others may enter it: chmod 700 \(Printable.path(path))")
        }
    }

    deinit { close(descriptor) }

    /// The content of a file; nil where there is none that can be trusted to be this user's, or a larger one.
    package func read(_ name: String, limit: Int) -> [UInt8]? {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard Self.isOurs(file) != nil else { return nil }
        return try? DescriptorReader(descriptor: file).readAll(limit: limit)
    }

    /// Puts a file in the place of what is there, beside it first, so that nobody reads a half.
    ///
    /// There is no `fsync`: after a crash of the machine the file may have any content, which its reader has to find out.
    ///
    /// - Parameters:
    ///   - name: the file; `NAME.new` is used on the way, by one writer at a time.
    ///   - bytes: its content.
    ///   - modified: what it says of when it was modified, in whole seconds since 1970.
    /// - Throws: `FileError` with the step that failed; the old file is then as it was.
    package func replace(_ name: String, with bytes: [UInt8], modified: Int64) throws(FileError) {
        let temporary = "\(name).new"
        _ = unsafe unlinkat(descriptor, temporary, 0)
        let file = unsafe openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .failed(to: "create \(temporary) in \(Printable.path(path))") }
        var written = 0
        while written < bytes.count {
            // The pointer is used within the call only.
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        let times = [timespec(tv_sec: Int(modified), tv_nsec: 0), timespec(tv_sec: Int(modified), tv_nsec: 0)]
        let isDated = unsafe futimens(file, times) == 0
        guard written == bytes.count, isDated, unsafe renameat(descriptor, temporary, descriptor, name) == 0 else {
            let error = FileError.failed(to: "write \(name) in \(Printable.path(path))")
            close(file)
            _ = unsafe unlinkat(descriptor, temporary, 0)
            throw error
        }
        close(file)
    }

    /// The files of the folder, at most so many, with the times at which they say that they were modified.
    package func files(atMost limit: Int) -> [(name: String, modified: Int64)] {
        let listed = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard listed >= 0 else { return [] }
        guard let stream = unsafe fdopendir(listed) else {
            close(listed)
            return []
        }
        defer { unsafe closedir(stream) }
        var found: [(name: String, modified: Int64)] = []
        while found.count < limit, let entry = unsafe readdir(stream) {
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let text = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            let name = unsafe String(cString: text)
            var status = stat()
            guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, name != ".", name != ".." else {
                continue
            }
            found.append((name, Int64(status.st_mtim.tv_sec)))
        }
        return found
    }

    /// Removes a file, or does nothing where that cannot be done.
    package func remove(_ name: String) { _ = unsafe unlinkat(descriptor, name, 0) }

    // MARK: Locks

    /// Who may write a file, as long as this is there; the kernel ends it with the process.
    package struct Lock: ~Copyable, Sendable {
        fileprivate let file: CInt

        deinit { close(file) }

        /// Gives it up; otherwise it ends with this value, which the last use of it may be.
        package consuming func end() {}
    }

    /// What came of a try to lock a file.
    package enum Locking: ~Copyable {
        /// Nobody else has it.
        case locked(Lock)
        /// Another process, or another part of this one, has it.
        case busy
        /// The file system has no locks, or the folder cannot be written.
        case impossible(FileError)
    }

    /// Locks a file, which is made where it is missing; does not wait.
    ///
    /// The lock is on what stands under the name now: who replaces the file gives it up.
    package func lock(_ name: String) -> Locking {
        // A file that is replaced or removed meanwhile is another one then.
        for _ in 0..<16 {
            let file = unsafe openat(descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                guard errno == ELOOP || errno == EISDIR || errno == ENXIO || errno == EACCES else {
                    return impossible(name)
                }
                guard unsafe unlinkat(descriptor, name, 0) == 0 else { return impossible(name) }
                continue
            }
            let lock = Lock(file: file)
            guard let own = Self.isOurs(file) else {
                if Self.isRemoved(file) { continue }
                guard unsafe unlinkat(descriptor, name, 0) == 0 else { return impossible(name) }
                continue
            }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                if errno == EWOULDBLOCK { return .busy }
                if errno == EINTR { continue }
                return impossible(name)
            }
            var status = stat()
            let isThere = unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            if isThere, status.st_ino == own { return .locked(lock) }
        }
        return .busy
    }

    private func impossible(_ name: String) -> Locking {
        .impossible(.failed(to: "lock \(name) in \(Printable.path(path))"))
    }

    private static func isRemoved(_ file: CInt) -> Bool {
        var status = stat()
        return unsafe fstat(file, &status) == 0 && status.st_nlink == 0
    }

    /// The number of an open file, where it is a regular one of this user, for this user only, and under one name.
    private static func isOurs(_ file: CInt) -> ino_t? {
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0, status.st_nlink == 1
        else { return nil }
        return status.st_ino
    }
}
