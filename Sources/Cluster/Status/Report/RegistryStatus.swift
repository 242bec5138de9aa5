package import Text

/// How a configured registry stands: its credential, and who has it.
package struct RegistryStatus: Sendable, Hashable {
    /// Whether Pods can pull with its credential.
    package enum Readiness: String, Sendable, Hashable, CaseIterable {
        /// They can, as far as is known.
        case ready
        /// None has been fetched yet.
        case none
        /// The last one has ended.
        case ended
        /// There is one, of another configuration than the present: no further namespace gets it.
        case outdated
        /// The masters have not been read.
        case unknown
    }

    /// Its name.
    package var name: String
    /// The kind of its credential: `ecr`.
    package var kind: String
    /// The Secret that Pods are given.
    package var secretName: String
    /// The images that it is for.
    package var matchImages: [String]
    /// Whether each namespace has a credential of its own.
    package var isPerNamespace: Bool
    /// Whether Pods can pull.
    package var readiness = Readiness.unknown
    /// Opaque and random, another one for each credential; nil where there is none.
    package var revision: String?
    /// When the credential was fetched; nil where there is none.
    package var fetchedAt: Timestamp?
    /// When it ends; nil where there is none, or it does not end.
    package var expiresAt: Timestamp?
    /// When the next one is fetched; nil where none is planned, or this view does not know.
    package var nextFetch: Timestamp?
    /// Who should have its Secret, and has it; nil where this view does not know.
    package var copies: CopyNumbers?
    /// Why the last fetch failed, without any credential; nil where it worked.
    package var lastError: String?
    /// Since when fetches fail; nil where the last one worked.
    package var failingSince: Timestamp?
    /// What the registry said of the credential, or of a newer one that it refuses; nil where it was not asked.
    package var probe: ProbeStatus?

    /// Makes one of which only the configuration is known.
    package init(name: String, kind: String, secretName: String, matchImages: [String], isPerNamespace: Bool) {
        self.name = name
        self.kind = kind
        self.secretName = secretName
        self.matchImages = matchImages
        self.isPerNamespace = isPerNamespace
    }

    /// How much of the credential's life is left at a time, in parts of a thousand; nil where it does not end, or there is none.
    package func lifeLeft(at now: Timestamp) -> Int? {
        guard let fetchedAt, let expiresAt, expiresAt > fetchedAt else { return nil }
        let share = (expiresAt - now).inSeconds / (expiresAt - fetchedAt).inSeconds
        return Int((min(max(share, 0), 1) * 1000).rounded())
    }

    /// Whether nobody's hand is needed.
    package func isFine(at now: Timestamp) -> Bool {
        readiness == .ready && lastError == nil && (expiresAt ?? .distantFuture) > now
            && (copies?.missing ?? []).allSatisfy { $0.reason == .waiting }
    }
}

/// What a registry said when a new credential was tried before it was spread.
package struct ProbeStatus: Sendable, Hashable {
    /// Its answer.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// It takes the credential.
        case good
        /// It refuses it.
        case refused
        /// It could not say.
        case unknown
    }

    /// Its answer.
    package var verdict: Verdict
    /// When it was asked.
    package var time: Timestamp
    /// Why it refuses it, or could not say; empty where it takes it.
    package var reason: String

    /// Makes one.
    package init(_ verdict: Verdict, at time: Timestamp, reason: String = "") {
        self.verdict = verdict
        self.time = time
        self.reason = reason
    }
}

/// How many namespaces should have a Secret, and how many have it.
package struct CopyNumbers: Sendable, Hashable {
    /// Those that have it, with the present credential or one that is replaced in its turn.
    package var present: Int
    /// Those that have it not, by reason; without the reasons that nobody has.
    package var missing: [MissingCount]

    /// Makes numbers.
    package init(present: Int, missing: [MissingCount]) {
        self.present = present
        self.missing = missing
    }

    /// Those that should have it.
    package var wanted: Int { present + missingTotal }
    /// Those that have it not.
    package var missingTotal: Int { missing.reduce(0) { $0 + $1.count } }
}

/// How many namespaces lack a Secret for one reason.
package struct MissingCount: Sendable, Hashable {
    /// The reason.
    package var reason: MissingReason
    /// How many.
    package var count: Int

    /// Makes a count.
    package init(_ reason: MissingReason, _ count: Int) {
        self.reason = reason
        self.count = count
    }
}
