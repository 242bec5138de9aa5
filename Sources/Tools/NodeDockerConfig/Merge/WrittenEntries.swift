package import Images
internal import TLS
package import Text

/// What was written into a file: how the entries of ours in it are told from those of everybody else.
///
/// It holds no credential: an entry is known by its key and by digests of the credentials that it may have, made with a number of this record
/// alone. Before a write the record has the old and the new one, so that whenever the process is killed, what stands in the file is known.
package struct WrittenEntries: Sendable, Hashable {
    /// One entry of ours.
    package struct Entry: Sendable, Hashable {
        /// The key.
        package let key: String
        /// The registry that it was written for.
        package let registry: String
        /// Of what it may hold: one, or two around a write.
        var digests: [String]
        /// When the credential ends; nil where nobody says.
        package let expiresAt: Timestamp?
    }

    /// The entries, in the order in which they were first written.
    package var entries: [Entry] = []
    /// What was there before the first write, for the way back.
    package var former = Former()
    /// In hexadecimal digits: makes the digests of this record other ones than those of any other record.
    let salt: String

    /// What a file was before Pullpass first wrote into it.
    package struct Former: Sendable, Hashable {
        /// Whether there was none.
        package var isFileMade = false
        /// What stood at `auths`.
        package var emptied = DockerConfigText.Emptied.empty
        /// Its permissions, where there was a file.
        package var mode: UInt32?

        /// A file with `auths` in it.
        package init() {}
    }

    /// Starts without entries.
    package init() {
        var random = SystemRandomNumberGenerator()
        self.init(salt: (0..<4).map { _ in Hexadecimal.digits(random.next(), width: 16) }.joined())
    }

    init(salt: String) { self.salt = salt }

    /// The record's digest of a credential under a key.
    func digest(of credential: DockerCredential, key: String) throws -> String {
        let parts = [key, credential.username, credential.password].map { Array($0.utf8) }
        let bytes = parts.flatMap { Array("\($0.count):".utf8) + $0 }
        return Hexadecimal.encode(try Digest.hmacSHA256(bytes, key: Array(salt.utf8)))
    }

    /// Whether an entry of a file is one that was written here, and nobody has changed since.
    func isOurs(_ key: String, _ credential: DockerCredential) throws -> Bool {
        guard let entry = entries.first(where: { $0.key == key }) else { return false }
        return entry.digests.contains(try digest(of: credential, key: key))
    }
}
