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
    /// The keys of its content; they are no secret, but may have a user's name in them.
    var keys: [String] = []
    /// It holds no credential, since each namespace has its own: it remembers the names of Secrets and nothing else.
    var isMark = false
    /// Names that the Secret of the anonymous try may have, where the registry has, or had, `anonymousFallback`.
    var anonymousNames: [String] = []
    /// The Secrets of `also` that there may be, each as `namespace/name`.
    var alsoPlaces: [String] = []

    /// The keys that an anonymous try follows: none of a master of the former format, whose copies have one in themselves and a key for
    /// Docker Hub beside which no other is to stand.
    var keysForAnonymousTry: [String] { CredentialFingerprint.isFormer(fingerprint) ? [] : keys }

    /// From the fetch that brought it to its end; very long where it does not expire.
    var life: Duration { max(.zero, (expiresAt ?? .distantFuture) - fetchedAt) }
}

/// Housekeeping on a master.
enum MasterChore: Sendable, Hashable {
    /// Its copies, those of the anonymous try or those of `also` have, or had, other names or places than it says.
    case rename(registry: String, secretNames: [String], anonymousNames: [String], alsoPlaces: [String])
    /// No copy is left, and no registry.
    case delete(registry: String)
}
