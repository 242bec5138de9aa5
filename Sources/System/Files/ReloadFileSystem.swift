internal import Text

/// The two questions that reloading asks of a file system.
package protocol ReloadFileSystem: Sendable {
    /// The state of a file.
    func fingerprint(of path: String) throws(FileError) -> FileFingerprint
    /// The content of a file of at most `limit` bytes.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
}

extension ReloadFileSystem {
    /// The content of a file that people write: without the byte order mark that some editors put in front.
    ///
    /// - Throws: As ``read(_:limit:)``, and with code ``FileError/Code/encoding`` for UTF-16 and UTF-32.
    package func readText(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let bytes = try read(path, limit: limit)
        if let encoding = SavedText.otherEncoding(of: bytes) { throw .encoded(path: path, as: encoding) }
        return SavedText.withoutMark(bytes)
    }
}
