/// What others do, and what goes wrong; each path has a budget of these.
enum Disturbance: Sendable, Hashable, CaseIterable {
    // At the copy's place.
    case createForeign, createForged, edit, editLabels, takeLabels, share, makeImmutable, addFinalizer, delete,
        replaceByForged,
        replaceByForeign
    // At a request of a replica.
    case refuse, exceedQuota, forbid, loseRequest, loseAnswer, delayRequest
    // At a watch.
    case relist, restoreServer
    // At the namespace.
    case toggleOptIn, toggleLabel, terminate, makeNamespaceAnew
    // Of our own.
    case configure, removeRegistry, toggleRight, rotate, moveLeadership, hint, passTime
}

/// Something that happens in a ``KeeperModel``.
enum ModelEvent: Sendable, Hashable {
    enum Topic: Sendable, Hashable, CaseIterable { case copy, namespace, master, configuration }

    /// A replica is told the next thing of a topic.
    case tell(Int, Topic)
    /// A replica's worker takes what the plan hands out.
    case take(Int)
    /// A GET is answered.
    case ask(Int)
    /// A request takes effect.
    case effect(Int)
    /// Its answer arrives.
    case answer(Int)
    /// A request that nobody waits for any more takes effect.
    case lateEffect
    /// With the replica that it concerns.
    case disturb(Disturbance, Int)
}

extension ModelEvent: CustomStringConvertible {
    static func name(_ replica: Int) -> String { replica == 0 ? "A" : "B" }

    var description: String {
        switch self {
        case .tell(let replica, .copy): "\(Self.name(replica))'s watch tells the next change of the copy"
        case .tell(let replica, .namespace): "\(Self.name(replica))'s watch tells the next change of the namespace"
        case .tell(let replica, .master): "\(Self.name(replica))'s watch tells the next master"
        case .tell(let replica, .configuration): "\(Self.name(replica)) takes the next configuration"
        case .take(let replica): "\(Self.name(replica)) takes its next work and sends it"
        case .ask(let replica): "\(Self.name(replica))'s GET is answered"
        case .effect(let replica): "\(Self.name(replica))'s request takes effect"
        case .answer(let replica): "\(Self.name(replica)) gets the answer"
        case .lateEffect: "a request that nobody waits for takes effect"
        case .disturb(let disturbance, let replica): disturbance.words(Self.name(replica))
        }
    }
}

extension Disturbance {
    func words(_ replica: String) -> String {
        switch self {
        case .createForeign: "somebody makes a Secret of our name"
        case .createForged: "somebody makes a Secret that looks like ours, of an old revision"
        case .edit: "somebody edits the Secret"
        case .editLabels: "somebody changes one of our labels"
        case .takeLabels: "somebody takes all our labels away"
        case .share: "somebody applies the same content under another manager's name"
        case .addFinalizer: "somebody puts a finalizer on the Secret"
        case .makeImmutable: "somebody makes the Secret immutable"
        case .delete: "somebody deletes the Secret"
        case .replaceByForged: "somebody deletes the Secret and makes one that looks like ours, of an old revision"
        case .replaceByForeign: "somebody deletes the Secret and makes one of their own"
        case .refuse: "\(replica)'s request is refused, by a policy"
        case .exceedQuota: "\(replica)'s request is refused, by a quota"
        case .forbid: "\(replica)'s request is refused, for want of a right"
        case .loseRequest: "\(replica)'s request is lost before it arrives"
        case .loseAnswer: "the answer to \(replica)'s request is lost"
        case .delayRequest: "\(replica)'s request times out, but is still on its way"
        case .relist: "\(replica)'s watch breaks and lists anew"
        case .restoreServer: "the API server is restored from a backup, and the watches list anew"
        case .toggleOptIn: "the namespace opts out, or in again"
        case .toggleLabel: "the namespace loses the label that a registry asks for, or gets it again"
        case .terminate: "the namespace is being deleted"
        case .makeNamespaceAnew: "the namespace is deleted and made anew"
        case .configure: "the configuration takes the namespace out of the rule, or in again"
        case .removeRegistry: "the configuration loses the registry"
        case .toggleRight: "the right to delete goes with the name, or comes back"
        case .rotate: "the leader writes a new master"
        case .moveLeadership: "leadership moves"
        case .hint: "\(replica) gets a hint"
        case .passTime: "time passes"
        }
    }
}
