import Synchronization

/// A value that is made of one or more files, and made again when they change.
///
/// A load that fails leaves the old value in place. Loading runs outside the lock, so that readers never wait for it.
///
/// ```swift
/// let certificate = try ReloadingFile(paths: [certPath, keyPath]) { contents in
///     try TLSIdentity(certificate: contents[certPath] ?? [], key: contents[keyPath] ?? [])
/// }
/// await certificate.reload(on: ticks) { outcome in log(outcome) }
/// ```
package final class ReloadingFile<Value: Sendable>: Sendable {
    /// Makes a value of the files' contents by path.
    package typealias Load = @Sendable (_ contents: [String: [UInt8]]) throws -> Value

    /// What a look at the files gave.
    package enum Outcome: Sendable {
        /// The files are those that were last looked at.
        case unchanged
        /// The files changed, and their value is now the current one.
        case reloaded(Value)
        /// The files changed and cannot be used, for a reason that was not reported before; the old value stays.
        case failed(any Error)
        /// The files can still not be used, for the reason that was reported; the old value stays.
        case stillFailing
        /// The files could not be used, and are what the current value was made of again.
        case recovered
    }

    private struct State {
        var value: Value
        var fingerprints: [FileFingerprint]
        /// Counts the values, so that a slow load does not replace a newer one.
        var generation = 0
        /// The files of the last load that failed, and why.
        var failure: (fingerprints: [FileFingerprint]?, reason: String)?
    }

    private struct Snapshot {
        let contents: [String: [UInt8]]
        let fingerprints: [FileFingerprint]
    }

    /// The paths that are watched.
    package let paths: [String]
    private let maximumBytes: Int
    private let fileSystem: any ReloadFileSystem
    private let load: Load
    private let state: Mutex<State>

    /// Loads the value for the first time.
    ///
    /// - Parameters:
    ///   - paths: the files, read together so that a certificate and its key come from one state of a mounted Secret.
    ///   - maximumBytes: the largest file that is read.
    ///   - fileSystem: where the files are.
    ///   - load: makes the value; what it throws is rethrown.
    /// - Throws: `FileError` when a file cannot be read, or what `load` throws.
    package init(
        paths: [String],
        maximumBytes: Int = 4 << 20,
        fileSystem: any ReloadFileSystem = LocalFileSystem(),
        load: @escaping Load
    ) throws {
        self.paths = paths
        self.maximumBytes = maximumBytes
        self.fileSystem = fileSystem
        self.load = load
        let snapshot = try Self.snapshot(paths, maximumBytes: maximumBytes, fileSystem: fileSystem)
        state = Mutex(State(value: try load(snapshot.contents), fingerprints: snapshot.fingerprints))
    }

    /// Starts with a value that does not come from the files, since these cannot be used; they are loaded when they change.
    ///
    /// - Parameters:
    ///   - paths: the files, as above.
    ///   - maximumBytes: the largest file that is read.
    ///   - fileSystem: where the files are.
    ///   - value: what stands in for them.
    ///   - reason: why they cannot be used, so that it is not reported once more.
    ///   - fingerprints: what they were before they were found so; nil where they could not even be looked at.
    ///   - load: makes the value.
    package init(
        paths: [String],
        maximumBytes: Int = 4 << 20,
        fileSystem: any ReloadFileSystem = LocalFileSystem(),
        standIn value: Value,
        for reason: String,
        at fingerprints: [FileFingerprint]?,
        load: @escaping Load
    ) {
        self.paths = paths
        self.maximumBytes = maximumBytes
        self.fileSystem = fileSystem
        self.load = load
        state = Mutex(State(value: value, fingerprints: [], failure: (fingerprints, reason)))
    }

    /// The current value.
    package var value: Value { state.withLock { $0.value } }

    /// What the files were of which the current value was made; empty where something stands in for them.
    package var fingerprints: [FileFingerprint] { state.withLock { $0.fingerprints } }

    /// Looks at the files and loads them when they changed; safe to call from several tasks at once.
    ///
    /// Reads files, so not for an event loop's thread.
    ///
    /// - Parameter accept: refuses, by what it throws, a value that cannot be used for a reason outside of the files.
    /// - Returns: what has become of it.
    package func reloadIfChanged(accept: (Value) throws -> Void = { _ in }) -> Outcome {
        let (generation, known, failed) = state.withLock { ($0.generation, $0.fingerprints, $0.failure?.fingerprints) }
        /// Set once the files were read: only then is their content what is wrong.
        var seen: [FileFingerprint]?
        do {
            let current = try currentFingerprints()
            if current == known {
                return state.withLock { state in
                    guard state.generation == generation, state.failure != nil else { return .unchanged }
                    state.failure = nil
                    return .recovered
                }
            }
            if current == failed { return .stillFailing }
            let snapshot = try Self.snapshot(paths, maximumBytes: maximumBytes, fileSystem: fileSystem)
            seen = snapshot.fingerprints
            let value = try load(snapshot.contents)
            // What is wrong may be mended without a change of the files.
            seen = nil
            try accept(value)
            return state.withLock { state in
                // Somebody else loaded meanwhile; if that is not the newest state, the next look will tell.
                guard state.generation == generation else { return .unchanged }
                state.value = value
                state.fingerprints = snapshot.fingerprints
                state.generation += 1
                state.failure = nil
                return .reloaded(value)
            }
        } catch {
            return note(error, fingerprints: seen, generation: generation)
        }
    }

    /// Looks at the files at each element of `triggers`, until these end or the task is cancelled.
    ///
    /// - Parameters:
    ///   - triggers: a timer or a signal; nothing else makes it look.
    ///   - report: called with each outcome but ``Outcome/unchanged`` and ``Outcome/stillFailing``.
    /// - Throws: what the sequence of triggers throws; loading itself never does.
    package func reload<Triggers: AsyncSequence>(
        on triggers: Triggers,
        report: (Outcome) async -> Void
    ) async throws(Triggers.Failure) {
        for try await _ in triggers {
            let outcome = reloadIfChanged()
            switch outcome {
            case .unchanged, .stillFailing: continue
            case .reloaded, .failed, .recovered: await report(outcome)
            }
        }
    }

    private func note(_ error: any Error, fingerprints: [FileFingerprint]?, generation: Int) -> Outcome {
        let reason = String(describing: error)
        return state.withLock { state in
            guard state.generation == generation else { return .unchanged }
            let isKnown = state.failure?.reason == reason && state.failure?.fingerprints == fingerprints
            // Without fingerprints the files could not be read, so they are tried again each time.
            state.failure = (fingerprints, reason)
            return isKnown ? .stillFailing : .failed(error)
        }
    }

    private func currentFingerprints() throws(FileError) -> [FileFingerprint] {
        try Self.fingerprints(paths, fileSystem: fileSystem)
    }

    private static func fingerprints(
        _ paths: [String],
        fileSystem: any ReloadFileSystem
    ) throws(FileError) -> [FileFingerprint] {
        var fingerprints: [FileFingerprint] = []
        for path in paths { fingerprints.append(try fileSystem.fingerprint(of: path)) }
        return fingerprints
    }

    /// Reads all files in one state: when any changes meanwhile, all are read again.
    private static func snapshot(
        _ paths: [String],
        maximumBytes: Int,
        fileSystem: any ReloadFileSystem
    ) throws(FileError) -> Snapshot {
        for _ in 0..<5 {
            let before = try fingerprints(paths, fileSystem: fileSystem)
            var contents: [String: [UInt8]] = [:]
            for path in paths { contents[path] = try fileSystem.readText(path, limit: maximumBytes) }
            if try fingerprints(paths, fileSystem: fileSystem) == before {
                return Snapshot(contents: contents, fingerprints: before)
            }
        }
        throw .unstable(paths: paths)
    }
}
