internal import FoundationEssentials

/// Reads the small files that a connection is made of.
enum LocalFile {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Reads a file; `purpose` says in the message what it is: `the CA file`.
    static func read(_ path: String, _ purpose: String) throws(ConnectionError) -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(filePath: path))) } catch {
            throw ConnectionError("\(purpose) \(path) cannot be read: \(reason(error))")
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

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile: "it does not exist"
        case .fileReadNoPermission: "permission denied"
        default: "it is not a readable file"
        }
    }
}
