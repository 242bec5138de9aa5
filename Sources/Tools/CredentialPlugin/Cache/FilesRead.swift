package import Files
internal import Synchronization
internal import TLS
internal import Text

/// The files that fetches have read, with what was in them: a credential that was made of them is good as long as they are the same.
package final class FilesRead: ReloadFileSystem {
    /// A file, and its content's digest.
    struct Seen: Hashable {
        let path: String
        /// Hexadecimal; empty where it could not be read.
        let digest: String
    }

    private static let largest = 1 << 20

    private let base: any ReloadFileSystem
    private let digests = Mutex<[String: String]>([:])

    /// Reads from a file system.
    package init(_ base: any ReloadFileSystem = LocalFileSystem()) { self.base = base }

    /// The state of a file.
    package func fingerprint(of path: String) throws(FileError) -> FileFingerprint { try base.fingerprint(of: path) }

    /// The content of a file, which is remembered.
    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        do throws(FileError) {
            let bytes = try base.read(path, limit: limit)
            remember(path, Self.digest(bytes))
            return bytes
        } catch {
            remember(path, "")
            throw error
        }
    }

    private func remember(_ path: String, _ digest: String) {
        digests.withLock { digests in
            // What was made of one of two contents is good with neither.
            digests[path] = digests[path].map { $0 == digest ? digest : "changed" } ?? digest
        }
    }

    /// All that was read so far, by the path.
    var seen: [Seen] {
        digests.withLock { $0.map { Seen(path: $0.key, digest: $0.value) } }.sorted { $0.path < $1.path }
    }

    /// Whether a file is still as it was.
    func isUnchanged(_ seen: Seen) -> Bool {
        Self.digest(try? base.read(seen.path, limit: Self.largest)) == seen.digest
    }

    private static func digest(_ bytes: [UInt8]?) -> String {
        guard let bytes, let digest = try? Digest.sha256(bytes) else { return "" }
        return Hexadecimal.encode(digest)
    }
}
