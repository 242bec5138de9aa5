internal import Glibc

/// The file system of this machine.
package struct LocalFileSystem: ReloadFileSystem {
    /// Makes the file system.
    package init() {}

    /// The state of the file that a path leads to, through any number of symbolic links.
    package func fingerprint(of path: String) throws(FileError) -> FileFingerprint {
        guard let resolved = unsafe realpath(path, nil) else { throw .unreadable(path: path, number: errno) }
        defer { unsafe free(resolved) }
        var status = stat()
        guard unsafe stat(resolved, &status) == 0 else { throw .unreadable(path: path, number: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path: path, number: EISDIR) }
        return FileFingerprint(
            resolvedPath: unsafe String(cString: resolved),
            inode: UInt64(status.st_ino),
            size: UInt64(clamping: status.st_size),
            modified: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        )
    }

    /// The whole content of a regular file.
    ///
    /// What may have no end, or keep its reader waiting, is refused: event loops read files, too.
    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try read(path, limit: limit, patience: nil)
    }

    /// The same; with `patience` also of a pipe, whose end is waited for as long as something comes in such a time.
    func read(_ path: String, limit: Int, patience: Duration?) throws(FileError) -> [UInt8] {
        // Without waiting for whoever may write into a pipe.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, number: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, number: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .unreadable(path: path, number: EISDIR)
        case S_IFIFO where patience != nil:
            // A read before there is a writer finds an end where there is none.
            do throws(DescriptorReader.Failure) {
                try DescriptorReader(descriptor: descriptor, patience: patience).waitForMore()
            } catch {
                throw .unreadable(path: path, number: error.number)
            }
        default: throw .unreadable(path: path, reason: "it is no regular file")
        }
        do throws(DescriptorReader.Failure) {
            let reader = DescriptorReader(descriptor: descriptor, patience: patience)
            return try reader.readAll(limit: limit, expecting: Int(status.st_size))
        } catch {
            switch error {
            case .tooLarge: throw .tooLarge(path: path, limit: limit)
            case .system(let number): throw .unreadable(path: path, number: number)
            }
        }
    }

    /// Whether there is something at the end of a path.
    package func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
