internal import Glibc
package import Linux

extension RootedFileSystem {
    package func makeFolder(_ path: String, isPrivate: Bool) throws(SystemCallError) {
        let place = try place(path)
        guard unsafe mkdirat(place.folder.number, place.name, isPrivate ? 0o700 : 0o755) == 0 || errno == EEXIST else {
            throw .last("making the folder", subject: path)
        }
    }

    package func write(_ file: NodeFile, to path: String, like model: String?) throws(SystemCallError) {
        let place = try place(path)
        _ = unsafe unlinkat(place.folder.number, place.name, 0)
        if file.isLink {
            let target = String(decoding: file.bytes, as: UTF8.self)
            guard unsafe symlinkat(target, place.folder.number, place.name) == 0 else {
                throw .last("making the link", subject: path)
            }
            return
        }
        let raw = unsafe openat(
            place.folder.number,
            place.name,
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            0o600
        )
        guard raw >= 0 else { throw .last("making", subject: path) }
        let descriptor = FileDescriptor(owning: raw)
        try Self.fill(descriptor.number, file.bytes, path)
        if let model, let label = try? self.label(of: model) { SecurityLabel.set(label, on: descriptor.number) }
        var status = stat()
        guard unsafe fstat(raw, &status) == 0 else { throw .last("looking at", subject: path) }
        if status.st_uid != file.user || status.st_gid != file.group {
            guard fchown(descriptor.number, file.user, file.group) == 0 else {
                throw .last("giving to its owner", subject: path)
            }
        }
        guard fchmod(descriptor.number, file.mode) == 0 else { throw .last("setting the mode of", subject: path) }
    }

    private static func fill(_ descriptor: CInt, _ bytes: [UInt8], _ path: String) throws(SystemCallError) {
        var written = 0
        while written < bytes.count {
            // The pointer is used within the call only.
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last("writing", subject: path) }
            written += count
        }
    }

    /// The security label of a file; nil where it has none, or the system knows none.
    private func label(of path: String) throws(SystemCallError) -> [UInt8]? {
        let place = try place(path)
        let raw = place.open(O_RDONLY | O_NONBLOCK)
        guard raw >= 0 else { return nil }
        let descriptor = FileDescriptor(owning: raw)
        return SecurityLabel.read(of: descriptor.number)
    }

    package func sync(_ path: String) throws(SystemCallError) {
        let place = try place(path)
        // A link has no content of its own.
        if Self.target(place.folder.number, place.name) != nil { return }
        let raw = place.open(O_RDONLY | O_NONBLOCK)
        guard raw >= 0 else { throw .last("opening", subject: path) }
        let descriptor = FileDescriptor(owning: raw)
        // What cannot be written to has nothing to keep.
        guard fsync(descriptor.number) == 0 || errno == EROFS || errno == EINVAL else {
            throw .last("syncing", subject: path)
        }
    }

    package func rename(_ path: String, to other: String) throws(SystemCallError) {
        let from = try place(path)
        let to = try place(other)
        guard unsafe renameat(from.folder.number, from.name, to.folder.number, to.name) == 0 else {
            throw .last("renaming to", subject: other)
        }
    }

    package func remove(_ path: String) throws(SystemCallError) {
        let place = try place(path)
        guard unsafe unlinkat(place.folder.number, place.name, 0) != 0, errno != ENOENT else { return }
        let code = errno
        // A file system that cannot be written says so before it looks whether there is anything.
        var status = stat()
        let isThere = unsafe fstatat(place.folder.number, place.name, &status, AT_SYMLINK_NOFOLLOW) == 0
        guard isThere || errno != ENOENT else { return }
        throw SystemCallError(call: "removing", code: code, subject: path)
    }

    package func removeFolder(_ path: String) throws(SystemCallError) {
        let place = try place(path)
        let removed = unsafe unlinkat(place.folder.number, place.name, AT_REMOVEDIR) == 0
        // In a Pod a folder may be a mount, or stand in the image.
        guard removed || [ENOENT, ENOTEMPTY, EEXIST, EBUSY, EROFS, EPERM].contains(errno) else {
            throw .last("removing the folder", subject: path)
        }
    }

    package func lock(_ path: String) throws(SystemCallError) -> NodeLock {
        let place = try place(path)
        let raw = unsafe openat(place.folder.number, place.name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard raw >= 0 else { throw .last("opening", subject: path) }
        let descriptor = FileDescriptor(owning: raw)
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else { throw .last("locking", subject: path) }
        // An uninstall takes the file away in the end: who has opened it before that locks nothing.
        var (own, named) = (stat(), stat())
        guard unsafe fstat(raw, &own) == 0,
            unsafe fstatat(place.folder.number, place.name, &named, AT_SYMLINK_NOFOLLOW) == 0,
            (own.st_dev, own.st_ino) == (named.st_dev, named.st_ino)
        else { throw SystemCallError(call: "locking", code: EWOULDBLOCK, subject: path) }
        return NodeLock(descriptor)
    }
}
