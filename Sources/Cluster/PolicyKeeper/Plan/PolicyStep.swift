internal import EventLoop

/// What is to be done next; each is one write or one read.
enum PolicyStep: Sendable, Hashable {
    /// Nothing, until something changes.
    case wait
    /// Read the ClusterRole that the objects go with.
    case readOwner
    /// Make an object that is absent.
    case create(PolicyPart)
    /// Set an object of ours to what it should say.
    case repair(PolicyPart)
}

/// What a ``PolicyPlan`` says.
struct PolicyDecision: Sendable, Hashable {
    var state = PolicyState.missing
    var step = PolicyStep.wait
    /// When to decide again though nothing has changed, by the steady clock.
    var lookAgain: LoopInstant
}
