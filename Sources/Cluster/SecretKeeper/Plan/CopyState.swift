internal import Controllers
internal import EventLoop

/// The state of one copy: what stands in its place, what is wanted there, and what was tried.
///
/// There may be a hundred thousand: the order of the fields leaves no gaps.
struct CopyState: Sendable {
    /// How a copy counts for the guard against mass removal.
    enum Standing: Sendable {
        /// There is none of ours.
        case none
        /// It should be there.
        case wanted
        /// It was wanted, and is not any more.
        case unwanted
        /// It bears our marks and is not wanted, and nobody knows that it ever was, or its name is retired: it goes, and is no sign of a
        /// mistake.
        case stray
        /// A stray that has come up meanwhile: none of our leaders has made it.
        case forged
    }

    /// How it is known that a copy of ours was made by us.
    enum Origin: Sendable {
        /// It was there when all were listed first, or may be a write of ours that has come to light: that is yet to be judged.
        case listed
        /// It stood where it was wanted, or has the present credential's revision since the first list.
        case kept
        /// Of the first list, with another revision.
        case leftOver
        /// It has come up where nothing is wanted.
        case appeared
    }

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
    /// Somebody has deleted a copy that was wanted: what nobody has touched yet goes first.
    var wasTakenAway = false
    /// An event has ended the delay after a failure: it may be one that somebody made for that.
    var wasHurried = false
    /// Handed out and not finished.
    var isBusy = false
    var standing = Standing.none
    var origin = Origin.listed
    /// What was written here lately, and how often.
    var history = WriteHistory()
    var failures: UInt8 = 0
    /// What was said when it was tried last; nil where it was not tried, or taken.
    var trouble: WriteTrouble?
    /// How it is counted.
    var presence = CopyPresence.notWanted
    /// What stood here has been deleted by us, so that it is made anew: at once, since that was one step of two.
    var isCleared = false
    /// Steady time since when a copy of ours is not wanted.
    @CompactInstant var unwantedSince: LoopInstant?
    /// Steady time before which it is not tried again.
    @CompactInstant var retryAt: LoopInstant?
    var marked = MarkedSecrets()
    /// The earliest entry in the timer heap, so that it is not filled twice.
    @CompactInstant var timerAt: LoopInstant?

    /// Ends the delay after a failure: something has changed.
    mutating func hurry() {
        guard retryAt != nil else { return }
        retryAt = nil
        wasHurried = true
    }
}

/// Secrets that stood in the place of a copy and of which one thing is to be remembered.
struct MarkedSecrets: Sendable {
    /// The resourceVersion that our own write left behind, with force or without our labels: right by definition, whoever else shows up in managedFields.
    var verifiedVersion: String?
    /// The Secret that turned out to be immutable.
    var immutableUID: String?
    /// The Secret that is known to be gone: late reports of it are ignored where versions are no numbers.
    var removedUID: String?
    /// The foreign Secret that was reported.
    var reportedUID: String?
}
