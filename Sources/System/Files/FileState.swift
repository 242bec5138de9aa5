internal import Glibc

/// What is at the end of a path, without reading it.
package struct FileState: Sendable, Hashable {
    /// What it is.
    package enum Kind: Sendable, Hashable {
        /// A regular file.
        case file
        /// A directory.
        case folder
        /// A pipe, a socket or a device: its reader may wait for ever.
        case other
    }

    /// What it is.
    package let kind: Kind
    /// Whether this process could run it as a program: it has the right, and the file system is not mounted `noexec`.
    package let isExecutable: Bool
}

extension LocalFileSystem {
    /// What a path leads to, through any number of symbolic links.
    package func state(of path: String) throws(FileError) -> FileState {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .unreadable(path: path, number: errno) }
        let kind: FileState.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        let isExecutable = unsafe access(path, X_OK) == 0
        return FileState(kind: kind, isExecutable: kind == .file && isExecutable)
    }

    /// Whether a path is a symbolic link itself.
    package func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The names in a directory, but for `.` and `..`, in the order of their bytes.
    ///
    /// - Throws: also where there are more than `limit`.
    package func names(in folder: String, limit: Int) throws(FileError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw .unreadable(path: folder, number: errno) }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            guard names.count < limit else {
                throw .unreadable(path: folder, reason: "there are more than \(limit) names in it")
            }
            names.append(name)
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first bytes of a regular file; fewer where it has fewer.
    package func head(of path: String, count: Int) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, number: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        // The pointer is used within the call only.
        let length = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard length >= 0 else { throw .unreadable(path: path, number: errno) }
        return Array(bytes.prefix(length))
    }
}
