internal import Glibc

/// What is known of a file without reading it: which state of it, whose it is, and who may read it.
package struct FileStatus: Sendable, Hashable {
    /// Tells one state of it from another; the path after all links among it.
    package let fingerprint: FileFingerprint
    /// The number of the user whose it is.
    package let owner: UInt32
    /// The number of the group whose it is.
    package let group: UInt32
    /// The permissions, such as `0o600`.
    package let mode: UInt32

    /// Puts a status together.
    package init(fingerprint: FileFingerprint, owner: UInt32, group: UInt32, mode: UInt32) {
        self.fingerprint = fingerprint
        self.owner = owner
        self.group = group
        self.mode = mode
    }
}

extension LocalFileSystem {
    /// The status of the file that a path leads to; nil where there is none.
    package func status(of path: String) throws(FileError) -> FileStatus? {
        let found: FileFingerprint
        do {
            found = try fingerprint(of: path)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        var status = stat()
        guard unsafe stat(found.resolvedPath, &status) == 0 else { throw .unreadable(path: path, number: errno) }
        return FileStatus(
            fingerprint: found,
            owner: status.st_uid,
            group: status.st_gid,
            mode: status.st_mode & 0o7777
        )
    }

    /// The file that is replaced where a path is to be: itself, or what it links to.
    ///
    /// - Throws: For a link to nothing, and for one whose owner is another one than that of the file that it leads to: who may write one
    ///   place could have another one written.
    package func target(of path: String) throws(FileError) -> String {
        var link = stat()
        guard unsafe lstat(path, &link) == 0 else {
            guard errno == ENOENT else { throw .unreadable(path: path, number: errno) }
            return path
        }
        guard link.st_mode & S_IFMT == S_IFLNK else { return path }
        guard let status = try status(of: path) else {
            throw .unreadable(
                path: path,
                reason: "it is a link to a file that does not exist: make the file, or remove the link"
            )
        }
        guard status.owner == link.st_uid else {
            throw .unreadable(
                path: path,
                reason:
                    "it is a link of user \(link.st_uid) to a file of user \(status.owner): put the file itself there"
            )
        }
        return status.fingerprint.resolvedPath
    }
}
