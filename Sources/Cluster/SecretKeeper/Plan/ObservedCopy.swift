/// What a metadata-only watch tells of a Secret that stands where a copy belongs.
struct CopyState: Sendable, Hashable {
    /// Whose the Secret is.
    enum Ownership: Sendable, Hashable {
        /// Annotated with this installation as owner, and with an Apply entry of our field manager.
        case ours
        /// Ours, but another manager owns `f:data` or one of our annotations, or our manager no longer owns them.
        case edited
        /// Anything else: never touched.
        case foreign
    }

    var uid: String
    var resourceVersion: String
    var ownership: Ownership
    /// The revision annotation; nil where there is none.
    var revision: String?
    /// Whether a finalizer keeps a deleted Secret: it can be neither repaired nor made again until it is gone.
    var isTerminating = false

    /// Whether this Secret may be written and removed by us.
    var isOurs: Bool { ownership != .foreign }

    /// Whether this is an older sight of objects than `other`.
    ///
    /// Resource versions of one kind are comparable as numbers (Kubernetes KEP-5504); where they are not numbers, the later report counts.
    func isOlder(than other: CopyState) -> Bool {
        guard let mine = UInt64(resourceVersion), let theirs = UInt64(other.resourceVersion) else { return false }
        return mine < theirs
    }
}
