internal import Controllers
internal import EventLoop
internal import Kubernetes

/// What a piece of work needs the API server's permission for.
enum Right: Int, Sendable, Hashable, CaseIterable {
    /// Making a Secret that is absent.
    case place
    /// Writing over one that is there.
    case update
    /// Deleting one.
    case remove
}

extension PlannedWork.Kind {
    /// The right without which it fails: where a ClusterRole gives it, in every namespace alike.
    var right: Right {
        switch self {
        case .place: .place
        case .repair, .rotate: .update
        case .clear, .remove: .remove
        }
    }
}

/// The delay after a right to a Secret name turned out to be missing: what needs it is tried now and then, what needs
/// another goes on.
///
/// It counts as missing once a second namespace is refused with no success between: an authorizer may have something against one alone (a
/// cloud that manages `kube-system`), which is no matter of others.
struct MissingRight: Sendable {
    /// Steady time until when it is not tried again; nil: not missing as far as is known.
    var pausedUntil: LoopInstant?
    /// How often it was missing in a row, in whichever namespace.
    var refusals = 0
    /// The only namespace that was refused since the last success.
    var refused: String?
    /// Whether a namespace that was not refused before has been tried in this pause.
    var isProbed = false
    /// Copies whose work came up meanwhile.
    var parked: Set<CopyKey> = []
}

extension KeeperPlan {
    /// Whether work that needs a right may be tried now.
    ///
    /// In each pause one copy may that was not refused before: whoever is new is not to wait for what an authorizer has against others.
    mutating func mayTry(_ right: Right, at key: CopyKey) -> Bool {
        guard copies.secretNames[key.column][right].pausedUntil != nil else { return true }
        guard !copies.secretNames[key.column][right].isProbed, copies[key].trouble != .forbidden else { return false }
        copies.secretNames[key.column][right].isProbed = true
        return true
    }

    /// Whether one more refusal of a piece of work shows that its right is missing in every namespace, where that was not known.
    ///
    /// Asked before the refusal is taken in.
    func showsMissingRight(_ work: PlannedWork) -> Bool {
        let right = copies.secretNames[work.key.column][work.kind.right]
        guard right.refusals == 0, isFirstRefusal(of: work), let refused = right.refused else { return false }
        return refused != work.namespace
    }

    /// Whether the namespace is not known already for lacking the right; asked before the refusal is taken in.
    func isFirstRefusal(of work: PlannedWork) -> Bool { copies[work.key].trouble != .forbidden }

    /// Takes in that work was refused for want of a right: once that right counts as missing, what needs it is left alone for a while.
    mutating func rightRefused(_ work: PlannedWork, isFirst: Bool, now: PlanTime) {
        let (column, right) = (work.key.column, work.kind.right)
        let known = copies.secretNames[column][right]
        if known.refusals == 0 {
            // Who was refused before, and others were not, says nothing of these.
            guard isFirst else { return }
            guard let refused = known.refused, refused != work.namespace else {
                copies.secretNames[column][right].refused = work.namespace
                return
            }
        }
        pause(column, right, now: now)
    }

    private mutating func pause(_ column: Int, _ right: Right, now: PlanTime) {
        guard copies.secretNames[column][right].pausedUntil == nil else { return }
        let refusals = copies.secretNames[column][right].refusals + 1
        set(refusals: refusals, of: right, column, now: now)
        let delay = Backoff.copies.delay(afterFailures: refusals, random: random.next())
        copies.secretNames[column][right].pausedUntil = now.steady + delay
        copies.secretNames[column][right].isProbed = false
    }

    /// Takes in that a right was there: whatever waits for it need wait no longer.
    mutating func rightFound(_ right: Right, _ column: Int, now: PlanTime) {
        set(refusals: 0, of: right, column, now: now)
        copies.secretNames[column][right].refused = nil
        endPause(of: right, column, now: now)
    }

    /// Files again what waited for a right.
    mutating func endPause(of right: Right, _ column: Int, now: PlanTime) {
        guard copies.secretNames[column][right].pausedUntil != nil else { return }
        copies.secretNames[column][right].pausedUntil = nil
        let parked = copies.secretNames[column][right].parked
        copies.secretNames[column][right].parked = []
        for key in parked.sorted(by: { $0.row < $1.row }) { review(key, now: now) }
    }

    /// Whose place is counted as one for which we lack a right changes when it begins to count as missing, and with the next success.
    private mutating func set(refusals: Int, of right: Right, _ column: Int, now: PlanTime) {
        let before = copies.secretNames[column][right].refusals
        copies.secretNames[column][right].refusals = refusals
        if (before > 0) != (refusals > 0) { countPresence(inColumn: column, now: now) }
    }

    /// How often the right that a piece of work needs was missing before, in whichever namespace.
    func refusals(of work: PlannedWork) -> Int { copies.secretNames[work.key.column][work.kind.right].refusals }

    /// Whether each namespace has a Role of its own for what is kept for a purpose: a right that one lacks others may have.
    func areRightsOfNamespaces(_ purpose: CopyPurpose) -> Bool { identity.hasRoles || purpose.isAlso }
}
