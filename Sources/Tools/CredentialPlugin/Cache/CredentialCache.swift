internal import Configuration
package import Credentials
package import Files
package import Text

/// Credentials that were fetched, in a folder that all runs of the plugin share (`--cache`).
///
/// A kubelet starts one process for each image, at the same time: the first one asks, and the others wait for what comes of it. A cache that
/// cannot be used costs what it would have spared, and no more.
package struct CredentialCache: Sendable {
    /// The most credentials that are kept; the ones that end first go.
    static let mostEntries = 512
    /// How often somebody else's fetch is looked after.
    private static let step = Duration.milliseconds(10)

    private let folder: PrivateFolder
    private let origin: CacheOrigin
    private let files: FilesRead
    private let clock: WallClock
    private let pause: @Sendable (Duration) async -> Void

    /// Takes a folder.
    ///
    /// - Parameters:
    ///   - folder: Where they are kept.
    ///   - origin: What all of them depend on.
    ///   - files: What fetches read by.
    ///   - clock: What time it is.
    ///   - pause: Returns after a time.
    package init(
        _ folder: PrivateFolder,
        origin: CacheOrigin,
        files: FilesRead,
        clock: WallClock = .system,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.folder = folder
        self.origin = origin
        self.files = files
        self.clock = clock
        self.pause = pause
    }

    /// The credential that is wanted: from the folder, or else by the fetcher, whose outcome is kept.
    ///
    /// An old one whose end has not come stands in for a new one that cannot be had for the moment.
    ///
    /// - Parameters:
    ///   - wanted: What is wanted.
    ///   - request: For whom.
    ///   - makeFetcher: Makes what asks; not called where the credential is there.
    /// - Returns: The credential.
    /// - Throws: Why there is none, neither a new one nor an old one.
    package func credential(
        _ wanted: WantedCredential,
        for request: RequestServiceAccount,
        _ makeFetcher: @Sendable () async throws(CredentialError) -> PluginFetcher
    ) async throws(CredentialError) -> GivenCredential {
        guard let key = CacheKey(wanted, for: request, origin: origin) else {
            return try await makeFetcher().fetch()
        }
        if let entry = entry(key), entry.isFresh(clock.now()) { return GivenCredential(entry.fetched, isStatic: false) }
        let fetcher = try await makeFetcher()
        // What only stands somewhere is read again each time.
        guard fetcher.asksProvider else { return try await fetcher.fetch() }
        var hasWaited = false
        while true {
            switch folder.lock(key.name) {
            case .locked(let lock):
                guard hasWaited else { return try await fetch(key, fetcher, holding: lock) }
                return try await fetch(key, fetcher, after: lock)
            case .impossible: return try await fetcher.fetch()
            case .busy:
                hasWaited = true
                await pause(Self.step)
                guard Task.isCancelled else { continue }
                return try outcome(
                    CredentialError(
                        .unavailable,
                        identity: wanted.registry.credentials?.kind ?? "credential",
                        reason: "another run of the plugin asks for it, and has no answer yet"
                    ),
                    key
                )
            }
        }
    }

    private func fetch(
        _ key: CacheKey,
        _ fetcher: PluginFetcher,
        holding lock: consuming PrivateFolder.Lock
    ) async throws(CredentialError) -> GivenCredential {
        let result = await fetch(key, fetcher)
        lock.end()
        return try result.get()
    }

    /// Takes what whoever was waited for has got; where that is nothing, all who waited ask at once: one after the other the last ones would
    /// hear of no failure in time.
    private func fetch(
        _ key: CacheKey,
        _ fetcher: PluginFetcher,
        after lock: consuming PrivateFolder.Lock
    ) async throws(CredentialError) -> GivenCredential {
        let entry = entry(key)
        if entry == nil { folder.remove(key.name) }
        lock.end()
        if let entry, entry.isFresh(clock.now()) { return GivenCredential(entry.fetched, isStatic: false) }
        do throws(CredentialError) {
            let given = try await fetcher.fetch()
            if case .locked(let lock) = folder.lock(key.name) {
                keep(given, key)
                lock.end()
            }
            return given
        } catch {
            return try outcome(error, key)
        }
    }

    private func fetch(_ key: CacheKey, _ fetcher: PluginFetcher) async -> Result<GivenCredential, CredentialError> {
        // Whoever had the lock has put it there.
        if let entry = entry(key), entry.isFresh(clock.now()) {
            return .success(GivenCredential(entry.fetched, isStatic: false))
        }
        do throws(CredentialError) {
            let given = try await fetcher.fetch()
            keep(given, key)
            return .success(given)
        } catch {
            if entry(key) == nil { folder.remove(key.name) }
            return Result { () throws(CredentialError) in try outcome(error, key) }
        }
    }

    /// What is there in place of a new one, where a provider does not answer; an answer is believed, and throws.
    private func outcome(_ error: CredentialError, _ key: CacheKey) throws(CredentialError) -> GivenCredential {
        guard error.kind == .unavailable, let entry = entry(key), entry.end - clock.now() > .seconds(60) else {
            throw error
        }
        let words = "\(error): the last one is good until \(entry.end.whole), and is used"
        return GivenCredential(entry.fetched, isStatic: false, faults: [words])
    }

    /// What lies under a key, where it can be used.
    private func entry(_ key: CacheKey) -> CacheEntry? {
        guard let bytes = folder.read(key.name, limit: CacheEntry.maximumBytes),
            let entry = CacheEntry(bytes, key, now: clock.now()), entry.files.allSatisfy(files.isUnchanged)
        else { return nil }
        return entry
    }

    private func keep(_ given: GivenCredential, _ key: CacheKey) {
        guard let entry = CacheEntry(given.fetched, files: files.seen), let bytes = entry.bytes(key) else {
            return folder.remove(key.name)
        }
        makeRoom(for: key)
        // Where it cannot be written, the next run asks again.
        try? folder.replace(key.name, with: bytes, modified: entry.end.wholeSeconds)
    }

    /// Removes what has ended, and of the others those that end first where there are too many: files tell their end by their time.
    private func makeRoom(for key: CacheKey) {
        let now = clock.now().wholeSeconds
        var kept: [(name: String, modified: Int64)] = []
        for file in folder.files(atMost: 4 * Self.mostEntries) where file.name != key.name {
            if file.name.hasSuffix(".new") { removeRest(file.name) }
            guard CacheKey.isName(file.name) else { continue }
            if file.modified <= now { removeIdle(file.name) } else { kept.append(file) }
        }
        let surplus = kept.count - (Self.mostEntries - 1)
        guard surplus > 0 else { return }
        for file in kept.sorted(by: { $0.modified < $1.modified }).prefix(surplus) { removeIdle(file.name) }
    }

    /// Removes what a run has left that was killed while it wrote.
    private func removeRest(_ name: String) {
        let written = String(name.dropLast(4))
        if CacheKey.isName(written), case .locked = folder.lock(written) { folder.remove(name) }
    }

    /// Removes a file that nobody is about to write.
    private func removeIdle(_ name: String) {
        if case .locked = folder.lock(name) { folder.remove(name) }
    }
}
