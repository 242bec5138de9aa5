/// The two questions that reloading asks of a file system.
package protocol ReloadFileSystem: Sendable {
    /// The state of a file.
    func fingerprint(of path: String) throws(FileError) -> FileFingerprint
    /// The content of a file of at most `limit` bytes.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
}
