package import Files

/// What is done with files of a node.
package protocol DurableFileSystem: ReloadFileSystem {
    /// The status of a file; nil where there is none.
    func status(of path: String) throws(FileError) -> FileStatus?
    /// The file that is replaced where a path is to be, see `LocalFileSystem`.
    func target(of path: String) throws(FileError) -> String
    /// Replaces a file as ``DurableFile`` does, if it still is what was looked at.
    func replace(_ path: String, with bytes: [UInt8], mode: UInt32, before: FileStatus?) throws(FileError)
    /// Removes a file, if it still is what was looked at.
    func remove(_ path: String, before: FileStatus) throws(FileError)
}

extension LocalFileSystem: DurableFileSystem {
    package func replace(_ path: String, with bytes: [UInt8], mode: UInt32, before: FileStatus?) throws(FileError) {
        try DurableFile.replace(path, with: bytes, mode: mode, before: before)
    }

    package func remove(_ path: String, before: FileStatus) throws(FileError) {
        try DurableFile.remove(path, before: before)
    }
}
