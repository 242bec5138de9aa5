internal import Files
internal import Text

/// Reads the small files that a connection is made of, and says in the message what they are.
enum LocalFile {
    /// More than any kubeconfig or bundle of CAs has.
    private static let maximumBytes = 16 << 20

    static func exists(_ path: String) -> Bool { LocalFileSystem().exists(path) }

    /// Reads a file; `purpose` says in the message what it is: `the CA file`.
    static func read(_ path: String, _ purpose: String) throws(ConnectionError) -> [UInt8] {
        do throws(FileError) { return try LocalFileSystem().readText(path, limit: maximumBytes) } catch {
            throw ConnectionError("\(purpose) \(Printable.path(path)) cannot be read: \(reason(error))")
        }
    }

    static func text(_ path: String, _ purpose: String) throws(ConnectionError) -> String {
        let bytes = try read(path, purpose)
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let body = bytes.drop { blank.contains($0) }.reversed().drop { blank.contains($0) }.reversed()
        let text = String(decoding: Array(body), as: UTF8.self)
        guard !text.isEmpty else { throw ConnectionError("\(purpose) \(path) is empty") }
        return text
    }

    private static func reason(_ error: FileError) -> String {
        if error.isMissing { return "it does not exist" }
        if error.code == .encoding { return "it is not UTF-8: \(SavedText.fix)" }
        return error.isForbidden ? "permission denied" : "it is not a readable file"
    }
}
