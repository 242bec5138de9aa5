internal import EventLoop

/// The state of one copy: what stands in its place, what is wanted there, and what was tried.
struct CopyState: Sendable {
    /// How a copy counts for the guard against mass removal.
    enum Standing: Sendable { case none, wanted, unwanted }

    /// What the watch shows in its place; nil where there is no Secret of its name.
    var observed: ObservedCopy?
    /// The greatest version that the watch has told of this place: of a Secret, a deletion or a list; 0 for none.
    ///
    /// The answer to a write of ours may come after the report of what has happened since: what is older than this is past.
    var told: UInt64 = 0
    /// The namespace is opted in and the rule takes it.
    var isAllowed = false
    /// A Pod of the namespace waits for it.
    var isHinted = false
    /// A Pod needed it once: a lazy copy is kept, and made again when it is deleted.
    var isNeeded = false
    /// Handed out and not finished.
    var isBusy = false
    var standing = Standing.none
    /// Steady time since when a copy of ours is not wanted.
    var unwantedSince: LoopInstant?
    /// Steady time before which it is not tried again.
    var retryAt: LoopInstant?
    var failures = 0
    var marked = MarkedSecrets()
    /// The earliest entry in the timer heap, so that it is not filled twice.
    var timerAt: LoopInstant?
}

/// Secrets that stood in the place of a copy and of which one thing is to be remembered.
struct MarkedSecrets: Sendable {
    /// The resourceVersion that our own forced write left behind: right by definition, whoever else shows up in managedFields.
    var verifiedVersion: String?
    /// The Secret that turned out to be immutable.
    var immutableUID: String?
    /// The Secret that is known to be gone: late reports of it are ignored where versions are no numbers.
    var removedUID: String?
    /// The foreign Secret that was reported.
    var reportedUID: String?
}
