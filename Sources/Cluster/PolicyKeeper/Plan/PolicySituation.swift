internal import EventLoop

/// Everything that a decision depends on.
struct PolicySituation: Sendable {
    /// How an object stands.
    enum Status: Sendable, Hashable {
        /// Not seen yet.
        case unknown
        /// The cluster does not have such objects.
        case unserved
        /// There is none, since a time of the steady clock; `wasThere` where this replica has seen one before.
        case absent(since: LoopInstant, wasThere: Bool)
        /// It is being deleted.
        case terminating
        /// It is somebody else's.
        case foreign
        /// It is ours; `isRight` where it says what it should.
        case ours(isRight: Bool)
    }

    /// What is known of the ClusterRole that both objects are to go with.
    enum Owner: Sendable, Hashable {
        /// None is wanted.
        case unwanted
        /// It is to be read.
        case unknown
        /// It is not there; to be read again at a time of the steady clock.
        case missing(retryAt: LoopInstant)
        case known(uid: String)
    }

    /// How each object stands, in the order in which they are written.
    var parts: [(part: PolicyPart, status: Status)]
    var owner = Owner.unwanted
    var isLeader = false
    /// Whether a removal of everything was seen, and since then nobody who leads.
    var isRemoval = false
    /// Whether the last write failed.
    var hasFailed = false
    /// Nothing is written before, by the steady clock: something failed, or others undo what we do.
    var pausedUntil = LoopInstant.start
    /// The time of a clock that never jumps.
    var steady: LoopInstant
}
