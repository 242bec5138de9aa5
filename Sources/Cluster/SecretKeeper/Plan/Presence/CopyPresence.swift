internal import Status

/// How the place of a copy stands, as operators count it.
enum CopyPresence: Sendable, Hashable {
    /// No copy is owed there.
    case notWanted
    /// There is one with the present credential, or one that gets it in its turn.
    case present
    /// There is none, or one that does not get what it should hold.
    case missing(MissingReason)
}

/// What the API server said when a copy was tried last.
enum WriteTrouble: Sendable, Hashable {
    case quota
    case refused
    /// We lack the right in this namespace, and may have it in others.
    case forbidden
    /// Nothing was asked: the form does not fit the credential.
    case unfit
}

/// How many places of a Secret name stand how.
struct CopyTally: Sendable, Hashable {
    /// Those with a copy that is right, or becomes so in its turn.
    private(set) var present = 0
    private var missing = [Int](repeating: 0, count: MissingReason.allCases.count)

    /// Those where a copy is owed.
    var wanted: Int { missing.reduce(present, +) }

    /// Those without one, for a reason.
    subscript(reason: MissingReason) -> Int { missing[reason.rawValue] }

    /// Takes in that a place stands otherwise than before.
    mutating func count(from before: CopyPresence, to after: CopyPresence) {
        add(-1, before)
        add(1, after)
    }

    private mutating func add(_ change: Int, _ presence: CopyPresence) {
        switch presence {
        case .notWanted: break
        case .present: present += change
        case .missing(let reason): missing[reason.rawValue] += change
        }
    }
}

/// The places of what is kept for a registry, or of the anonymous try.
struct CopyCounts: Sendable, Hashable {
    /// As in ``CopyPurpose/label``.
    var registry: String
    var tally: CopyTally
}
