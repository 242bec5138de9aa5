internal import EventLoop

/// Everything that a decision depends on.
struct ConfigurationSituation: Sendable {
    /// How the Secret stands.
    enum Status: Sendable, Hashable {
        /// Not seen yet, or not readable.
        case unknown
        case absent
        /// It is being deleted.
        case terminating
        /// It is somebody else's.
        case foreign
        /// It is ours; `isRight` where it holds what is to be kept.
        case ours(isRight: Bool)
    }

    var status = Status.unknown
    /// Whether there is something that can be kept.
    var isKeepable = true
    /// Whether it takes the place of another one.
    var replaces = true
    /// Whether this replica leads, and has read the Secret since.
    var mayWrite = false
    /// Nothing is written before, by the steady clock: something failed, or others undo what we do.
    var pausedUntil = LoopInstant.start
    /// The time of a clock that never jumps.
    var steady: LoopInstant
}

/// What is to be done next.
enum ConfigurationStep: Sendable, Hashable {
    /// Nothing, until something changes.
    case wait
    /// Make the Secret, where there is none.
    case create
    /// Write over what was judged.
    case replace
}
