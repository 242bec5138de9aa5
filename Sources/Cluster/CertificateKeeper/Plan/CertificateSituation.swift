internal import EventLoop
internal import Text

/// Everything that a decision depends on.
struct CertificateSituation: Sendable {
    /// From when to when something is valid.
    struct Life: Sendable, Hashable {
        var from: Timestamp
        var until: Timestamp

        /// When two thirds of it are over.
        var twoThirds: Timestamp { from + (until - from) * 2 / 3 }
    }

    /// What a usable Secret holds; certificates by their fingerprints.
    struct Holding: Sendable, Hashable {
        var authority: String
        var authorityLife: Life
        /// Whether the CA's key is there.
        var canSign = true
        var leaf: String
        var leafLife: Life
        /// Whether the leaf is for the names that we have.
        var isForOurNames = true
        var next: String?
        var retired: [String] = []
        /// When the first of them goes.
        var retiredUntil: Timestamp?
        /// Whether a person asks for another CA.
        var isRotationRequested = false

        /// The CAs that `caBundle` must have, in its order.
        var trusted: [String] { [authority] + (next.map { [$0] } ?? []) + retired }
    }

    /// How the Secret stands.
    enum SecretStatus: Sendable, Hashable {
        /// Not seen yet.
        case unknown
        case absent
        /// It is there, without anything of ours.
        case empty
        /// What it holds cannot be used.
        case broken
        case holds(Holding)
    }

    /// What this replica serves.
    struct Served: Sendable, Hashable {
        var leaf: String
        var authority: String
        var life: Life
    }

    var secret = SecretStatus.unknown
    /// Whether the last good content is in memory.
    var hasMemory = false
    /// nil before the first certificate.
    var served: Served?
    var bundle = ObservedBundle()
    var isLeader = false
    /// Since when this replica has had nothing to serve, by the steady clock; nil where it serves.
    var idleSince: LoopInstant?
    /// No step is taken before, by the steady clock: something failed, or others undo what we do.
    var pausedUntil = LoopInstant.start
    /// The time of day; may jump.
    var wall: Timestamp
    /// The time of a clock that never jumps.
    var steady: LoopInstant
}
