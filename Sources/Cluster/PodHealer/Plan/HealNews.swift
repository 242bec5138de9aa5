/// What an Event on a Pod tells; each once for each Pod.
enum HealNews: Int, Sendable, Hashable, CaseIterable {
    /// It was made without the Secret, and stays as it is.
    case missed
    /// The Secret is not in its namespace.
    case misplaced
    /// The registry refuses the credential, which is fetched anew.
    case refreshed
    /// The registry refuses the credential, and there is no other.
    case refused
    /// The registry takes the credential.
    case denied
    /// It is evicted.
    case recreated
    /// It would have been evicted.
    case wouldRecreate
    /// It was made in place of one that was evicted, and is no better.
    case useless
}

/// How an eviction ended.
enum RecreationOutcome: String, Sendable, Hashable, CaseIterable {
    /// The Pod goes.
    case done = "evicted"
    /// It was only told.
    case reported = "reported"
    /// It is gone, or is not any more what was judged.
    case past = "changed"
    /// A PodDisruptionBudget forbids it now.
    case blocked = "blocked"
    /// We lack the right.
    case forbidden = "forbidden"
    /// Somebody refuses it, or nobody answered.
    case failed = "failed"
}

/// Something to be told on a Pod.
struct HealTelling: Sendable, Hashable {
    let finding: HealFinding
    let news: HealNews
}
