internal import Configuration
internal import Credentials
internal import EventLoop
internal import Files
internal import Text

/// One registry: its credential, and when the next one is fetched.
struct RegistryState: Sendable {
    let registry: Registry
    let fetcher: any CredentialFetcher
    /// Tells this state of the configuration from the one before.
    let generation: Int
    /// The last credential that was good.
    private(set) var fetched: FetchedCredential?
    /// When it came, by the steady clock; nil for one that this process has not fetched.
    private(set) var fetchedAt: LoopInstant?
    /// When a fetch last brought another one than before.
    private var rotatedAt: Timestamp?
    /// How many fetches have failed since the last that worked.
    private(set) var failures = 0
    private var retryAt = LoopInstant.start
    /// What is wrong with it.
    private(set) var problem: String?
    /// Whether a fetch is under way.
    private(set) var isUnderWay = false
    /// When the last fetch began; nil before the first.
    private(set) var startedAt: LoopInstant?
    /// The files that the credential comes from, as they were before the last fetch; nil inside for one that was not there.
    private var inputs: [FileFingerprint?] = []
    private var isSourceChanged = false
    /// A number in 0..<1: keeps many nodes from asking at the same moment.
    private var random: Double = 0.5

    init(_ registry: Registry, _ fetcher: any CredentialFetcher, generation: Int) {
        (self.registry, self.fetcher, self.generation) = (registry, fetcher, generation)
    }

    /// The kubelet sees a new credential 5 minutes after it was written, and a fetch may have to be repeated.
    static let margin = Duration.seconds(600)
    /// A credential that lives shorter cannot be kept fresh by a file.
    static let shortLife = Duration.seconds(900)
    /// How long after its end a credential has ended for certain, whatever little the clocks differ.
    static let grace = Duration.seconds(300)

    mutating func begin(now: LoopInstant, files: any ReloadFileSystem) {
        isUnderWay = true
        startedAt = now
        isSourceChanged = false
        inputs = fingerprints(files)
    }

    /// Takes a credential; whether it is another one than before.
    ///
    /// Where a part of it is missing, that is a failure as well: it is tried again as after one.
    mutating func succeed(_ new: FetchedCredential, now: LoopInstant, random: Double) -> Bool {
        (isUnderWay, self.random) = (false, random)
        if new.missing.isEmpty {
            (failures, problem) = (0, nil)
        } else {
            fail(new.missing.reasons.joined(separator: "; "), pause: new.missing.pause, now: now, random: random)
        }
        let isNew = new.dockerConfigJSON != fetched?.dockerConfigJSON
        if isNew || rotatedAt == nil { rotatedAt = new.fetchedAt }
        fetched = new
        fetchedAt = now
        return isNew
    }

    mutating func fail(_ problem: String, pause: Duration, now: LoopInstant, random: Double) {
        isUnderWay = false
        failures += 1
        self.problem = problem
        let retry = RefreshSchedule().retry(failures: failures, now: now, random: random)
        retryAt = max(retry, now + RefreshSchedule.pause(asked: pause, left: left(now: now)))
    }

    /// How long what stands in the file is still good; nil where it does not end.
    private func left(now: LoopInstant) -> Duration? {
        guard let fetched, let fetchedAt, let end = fetched.expiresAt else { return nil }
        return end - fetched.fetchedAt - (now - fetchedAt)
    }

    /// Since when tokens count for the next fetch: after the last one began; nil for all where only a part of it is missing.
    var tokensSince: LoopInstant? {
        fetched?.missing.isEmpty == false && !isSourceChanged ? nil : startedAt
    }

    /// Whether a key has no credential now, though it had one before, or may have one soon.
    func lacks(_ key: String) -> Bool { fetched?.missing.keys.contains(key) ?? false }

    /// Nobody waits for the fetch any more.
    mutating func abandon() { isUnderWay = false }

    /// Looks at the files that the credential comes from.
    mutating func lookAtSources(_ files: any ReloadFileSystem) {
        guard startedAt != nil, !isUnderWay, !isSourceChanged, fingerprints(files) != inputs else { return }
        isSourceChanged = true
    }

    private func fingerprints(_ files: any ReloadFileSystem) -> [FileFingerprint?] {
        fetcher.inputs.filePaths.map { try? files.fingerprint(of: $0) }
    }

    /// When the next fetch is due by the steady clock; never while one is under way, or where only a change of its sources makes one
    /// necessary.
    func due(wall: Timestamp, steady: LoopInstant) -> LoopInstant {
        if isUnderWay { return .never }
        if isSourceChanged { return steady }
        if failures > 0 { return retryAt }
        guard let fetched else { return steady }
        let life = fetched.expiresAt.map { $0 - fetched.fetchedAt } ?? .zero
        let schedule = RefreshSchedule(margin: min(Self.margin, max(life, .zero) * 3 / 4))
        func due(_ wall: Timestamp, _ steady: LoopInstant) -> LoopInstant? {
            let due = schedule.due(
                fetchedAt: fetched.fetchedAt,
                rotatedAt: rotatedAt,
                expiresAt: fetched.expiresAt,
                now: wall,
                random: random
            )
            return due.map { steady + ($0 - wall) }
        }
        // The clock that says it first: a wall clock that is set back would give an old credential a second life.
        return [due(wall, steady), fetchedAt.flatMap { due(fetched.fetchedAt, $0) }].compactMap(\.self).min() ?? .never
    }

    /// Whether a credential of this registry has ended for certain: by the time of day and, where this process has fetched it, by the clock
    /// that nobody sets.
    func hasEnded(_ end: Timestamp?, wall: Timestamp, steady: LoopInstant) -> Bool {
        guard let end, wall > end + Self.grace else { return false }
        guard let fetched, let fetchedAt else { return true }
        return steady - fetchedAt >= end - fetched.fetchedAt
    }

    /// Whether there is a credential that is to stand in the file: one that has ended stops public images, for which there is no other try once
    /// an entry matches; where none are expected it does no harm, and stays.
    func isUsable(wall: Timestamp, steady: LoopInstant) -> Bool {
        fetched.map { isUsable(until: $0.expiresAt, wall: wall, steady: steady) } ?? false
    }

    /// The same of one with this end.
    func isUsable(until end: Timestamp?, wall: Timestamp, steady: LoopInstant) -> Bool {
        !(registry.anonymousFallback && hasEnded(end, wall: wall, steady: steady))
    }

    /// Whether the settings that a credential comes from are those of another state.
    func isSame(as other: Registry) -> Bool {
        registry.matchImages == other.matchImages && registry.keys == other.keys && registry.always == other.always
            && registry.credentials == other.credentials && registry.tls == other.tls && registry.probe == other.probe
            && registry.anonymousFallback == other.anonymousFallback
            // The fetcher hides from programs what was secret when it was made.
            && registry.withheldVariables == other.withheldVariables
    }
}
