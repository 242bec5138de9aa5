internal import Text

/// What the plan knows of a master: never its content.
struct MasterState: Sendable, Hashable {
    /// Opaque and random; copies carry it as an annotation.
    var revision: String
    /// Wall time.
    var fetchedAt: Timestamp
    /// Wall time; nil where the credential does not expire.
    var expiresAt: Timestamp?
    /// What of the configuration it was made from, without credentials.
    var fingerprint: String
    /// Names of Secrets that copies of it may have, the current one first.
    var secretNames: [String]

    /// From the fetch that brought it to its end; very long where it does not expire.
    var life: Duration { max(.zero, (expiresAt ?? .distantFuture) - fetchedAt) }
}

/// Housekeeping on a master.
enum MasterChore: Sendable, Hashable {
    /// Its copies have, or had, other names than it says.
    case rename(registry: String, secretNames: [String])
    /// No copy is left, and no registry.
    case delete(registry: String)
}
