/// One write of a copy, as the plan wants it.
struct PlannedWork: Sendable, Hashable {
    /// What is to be done.
    enum Kind: Sendable, Hashable {
        /// Make the absent copy, without force; `asksFirst`: only after a GET says 404.
        case place(asksFirst: Bool)
        /// Write over what somebody else changed: with force, and the uid and resourceVersion that were judged.
        case repair(uid: String, resourceVersion: String)
        /// Bring the copy to the master's revision, in place, without force.
        case rotate(uid: String, resourceVersion: String)
        /// Delete a copy that must not be written over, so that it is made anew; with the uid and resourceVersion that were judged.
        case clear(uid: String, resourceVersion: String)
        /// Delete the copy, with the uid and resourceVersion that were judged.
        case remove(uid: String, resourceVersion: String)

        /// The uid of the Secret that it is about; nil where there is to be none.
        var judgedUID: String? {
            switch self {
            case .place: nil
            case .repair(let uid, _), .rotate(let uid, _), .clear(let uid, _), .remove(let uid, _): uid
            }
        }
    }

    /// Which work goes first, the most urgent level first; the levels that are not have a part of their own nevertheless.
    enum Level: Int, Sendable, Hashable, CaseIterable, Comparable {
        /// An absent copy that a Pod waits for.
        case hinted
        /// A copy of an older revision, whose credential ends soon.
        case urgent
        /// An absent copy.
        case absent
        /// A copy that somebody has changed, or has taken away again.
        case repair
        /// A copy of an older revision.
        case rotation
        /// A copy that nobody wants.
        case removal
        /// A copy that a version made which gave them no labels, and that has nothing else to wait for.
        case labels

        /// The least urgent.
        static let last = labels

        static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    var key: CopyKey
    var kind: Kind
    var level: Level
    var namespace: String
    var secretName: String
    /// What the copy is for.
    var purpose: CopyPurpose
    /// What it was to hold when the work was handed out; nil where it is removed and nobody knows.
    var target: CopyTarget?
    /// Whether it is done since the time has come for it that was set when it was written last; of a namespace's own credential.
    var isRenewal = false
    /// Of the name when it was handed out, see ``SecretNameState/ownNumber``.
    var ownNumber: UInt32 = 0
    /// Of the namespace when it was handed out, see ``NamespaceState/deletions``.
    var deletions: UInt32 = 0

    /// Whether it needs a fetch of its own.
    var isFetch: Bool {
        guard case .own? = target?.content else { return false }
        return switch kind {
        case .place, .repair, .rotate: true
        case .clear, .remove: false
        }
    }
}

/// How a piece of ``PlannedWork`` ended.
enum WorkOutcome: Sendable, Hashable {
    /// The API server's answer to the write.
    case written(ObservedCopy)
    /// The copy is gone.
    case removed
    /// The copy is being deleted, and a finalizer keeps it: the watch will tell when it is gone.
    case kept
    /// A GET said that there is a Secret already: the watch will tell which.
    case found
    /// 409: it changed under us; the watch will tell how.
    case conflict
    /// The namespace is Terminating or gone: no error.
    case namespaceGone
    /// The copy is `immutable`.
    case immutable
    /// This one write was refused, since a quota of the namespace is used up.
    case quotaExceeded
    /// This one write was refused: a policy, somebody's webhook.
    case refused
    /// This one write was not answered in time, as behind somebody's slow webhooks: it may yet be carried out.
    case timedOut
    /// There is nothing to write: what it should be cannot be made from the credential.
    case unfit
    /// There is nothing to write: the namespace's own credential could not be fetched, for a reason that says something about the namespace
    /// (`isRefused`) or not; `pause` is for how long the provider wants to be left alone.
    case notFetched(isRefused: Bool, pause: Duration)
    /// The right to do this is missing: here, or in every namespace.
    case forbidden
    /// The API server could not be asked, or the work was given up; it stays to be done.
    case unavailable
}
