internal import EventLoop

/// Everything that a decision depends on.
struct RegistryStatusSituation: Sendable {
    /// How the object of a name stands.
    enum Object: Sendable, Hashable {
        case absent
        /// It is being deleted.
        case terminating
        /// It is somebody else's, or cannot be read.
        case foreign
        /// It is ours; whether the object, and its status, say what they should.
        case ours(isRight: Bool, isStatusRight: Bool)
    }

    /// A registry that is configured, or an object of ours that is there.
    struct Entry: Sendable, Hashable {
        var name: String
        var isConfigured: Bool
        /// Whether it is known what its object is to say.
        var isKnown = true
        var object: Object
        /// When the object itself may be written next, by the steady clock.
        var nextWrite = LoopInstant.start
        /// When its status may.
        var nextStatusWrite = LoopInstant.start
    }

    /// In the order in which they have their turn.
    var entries: [Entry] = []
    /// Whether this replica leads, and both the objects and the registries are known.
    var mayWrite = false
    /// Nothing is written before, by the steady clock.
    var pausedUntil = LoopInstant.start
    /// The time of a clock that never jumps.
    var steady: LoopInstant
}

/// What is to be done next; each is one write of one object.
enum RegistryStatusStep: Sendable, Hashable {
    case wait
    /// Make the object of a registry.
    case make(String)
    /// Set labels and `spec` of one.
    case mend(String)
    /// Set its `status`.
    case show(String)
    /// Take away the object of a registry that is not configured any more.
    case remove(String)
}

/// What a ``RegistryStatusPlan`` says.
struct RegistryStatusDecision: Sendable, Hashable {
    var step = RegistryStatusStep.wait
    /// When to decide again though nothing has changed, by the steady clock.
    var lookAgain: LoopInstant
}
