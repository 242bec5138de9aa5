internal import Configuration
internal import Credentials
internal import TLS
internal import Text

/// A credential as it lies in the cache.
///
/// The file is the SHA-256 of the rest in hexadecimal digits, a line end, and ``Netstrings``. What is not exactly that, does not name the key
/// under which it lies, was fetched in the future, has ended, or depends on files that are others now is taken for nothing.
struct CacheEntry {
    /// The largest file in bytes.
    static let maximumBytes = 128 << 10
    private static let mostTexts = 2048

    let fetched: FetchedCredential
    let files: [FilesRead.Seen]

    /// Nil where it is not worth keeping, or has no end.
    init?(_ fetched: FetchedCredential, files: [FilesRead.Seen]) {
        guard let end = fetched.expiresAt, fetched.faults.isEmpty,
            CredentialLife.freshUntil(fetchedAt: fetched.fetchedAt, expiresAt: end) != nil
        else { return nil }
        self.fetched = fetched
        self.files = files
    }

    /// When it has ended.
    var end: Timestamp { fetched.expiresAt ?? .distantPast }

    /// Whether it is as good as a new one.
    func isFresh(_ now: Timestamp) -> Bool {
        CredentialLife.freshUntil(fetchedAt: fetched.fetchedAt, expiresAt: end).map { now < $0 } ?? false
    }

    // MARK: Bytes

    /// The file; nil where it is too large to be kept.
    func bytes(_ key: CacheKey) -> [UInt8]? {
        var texts = [
            CacheOrigin.format, key.name, "\(fetched.fetchedAt.wholeSeconds)", "\(end.wholeSeconds)", fetched.identity,
            "\(files.count)",
        ]
        for file in files { texts += [file.path, file.digest] }
        for entry in fetched.auths.entries {
            texts += [entry.key, entry.credential.username, entry.credential.password.reveal()]
        }
        let body = Netstrings.encode(texts)
        guard let digest = try? Digest.sha256(body) else { return nil }
        let bytes = Array("\(Hexadecimal.encode(digest))\n".utf8) + body
        return bytes.count <= Self.maximumBytes && texts.count <= Self.mostTexts ? bytes : nil
    }

    /// Reads a file; nil for everything that ``bytes(_:)`` has not written for this key, and for what is over.
    init?(_ bytes: [UInt8], _ key: CacheKey, now: Timestamp) {
        let body = bytes.dropFirst(65)
        guard let digest = try? Digest.sha256(Array(body)),
            bytes.prefix(65).elementsEqual("\(Hexadecimal.encode(digest))\n".utf8),
            let texts = Netstrings.decode(body, atMost: Self.mostTexts), texts.count > 6,
            texts[0] == CacheOrigin.format, texts[1] == key.name, let fetched = Int64(texts[2]),
            let end = Int64(texts[3]), let files = Int(texts[5]), 0...texts.count ~= files
        else { return nil }
        let rest = texts.dropFirst(6)
        guard rest.count >= 2 * files, (rest.count - 2 * files) % 3 == 0 else { return nil }
        let (fetchedAt, expiresAt) = (Timestamp(seconds: Double(fetched)), Timestamp(seconds: Double(end)))
        guard fetchedAt <= now + TokenFreshness.clockTolerance, expiresAt > now else { return nil }
        func text(_ index: Int) -> String { rest[rest.startIndex + index] }
        self.files = (0..<files).map { FilesRead.Seen(path: text(2 * $0), digest: text(2 * $0 + 1)) }
        let entries = stride(from: 2 * files, to: rest.count, by: 3).map { index in
            DockerAuths.Entry(
                key: text(index),
                credential: RegistryCredential(
                    username: text(index + 1),
                    password: SecretText(text(index + 2)),
                    expiresAt: expiresAt,
                    fetchedAt: fetchedAt
                )
            )
        }
        // What is wrong with it is found out anew, as of a new one.
        guard
            let whole = try? FetchedCredential(
                auths: DockerAuths(entries: entries),
                expiresAt: expiresAt,
                fetchedAt: fetchedAt,
                identity: texts[4]
            ), whole.faults.isEmpty, whole.auths.entries.count == entries.count
        else { return nil }
        self.fetched = whole
    }
}
