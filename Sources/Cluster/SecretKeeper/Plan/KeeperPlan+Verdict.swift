internal import Configuration
internal import Controllers
internal import EventLoop

/// What is to be done about one copy.
enum Verdict: Sendable, Hashable {
    /// Nothing, until something changes.
    case rest
    /// Nothing before this steady time.
    case wait(until: LoopInstant)
    /// Nothing before this steady time, since somebody undoes again and again what is written.
    case backOff(until: LoopInstant)
    /// This, as soon as a worker is free.
    case work(PlannedWork.Kind, PlannedWork.Level)
    /// A removal that is due waits for the guard or the watch; looked at again then, or at this steady time.
    case hold(until: LoopInstant?)
    /// Somebody else's Secret stands there.
    case foreign(uid: String)
}

extension Verdict {
    /// This one, and a look at the time of another verdict on the same copy, where that is earlier.
    fileprivate func lookingAgain(withThat other: Verdict) -> Verdict {
        let time: LoopInstant
        switch other {
        case .wait(let until), .backOff(let until): time = until
        case .rest, .work, .hold, .foreign: return self
        }
        return switch self {
        case .wait(let until): .wait(until: min(until, time))
        case .hold(let until): .hold(until: min(until ?? .never, time))
        case .rest, .backOff, .work, .foreign: self
        }
    }
}

extension KeeperPlan {
    /// Judges one copy.
    ///
    /// Pure; the rules stand in the order in which they bind.
    func verdict(
        on copy: CopyState,
        of name: SecretNameState,
        in namespace: NamespaceState,
        now: LoopInstant
    ) -> Verdict {
        guard watches.areNamespacesSynced, watches.areMastersSynced, name.isSynced(in: namespace), namespace.isWritable,
            !copy.isBusy
        else { return .rest }
        guard let observed = copy.observed else {
            guard copy.isAllowed, mayPlace(name), target(of: name, in: namespace) != nil,
                isRemembered(name, in: namespace)
            else { return .rest }
            guard copy.isHinted || isLeader && (copy.isNeeded || !name.isLazy) else { return .rest }
            if let delay = delay(of: copy, name, now: now) { return delay }
            return .work(.place(asksFirst: !isLeader), placementLevel(of: copy, name, now: now))
        }
        guard observed.isOurs else {
            return isLeader && copy.isAllowed && (copy.isNeeded || !name.isLazy) ? .foreign(uid: observed.uid) : .rest
        }
        guard isLeader, !observed.isTerminating else { return .rest }
        guard copy.isAllowed else {
            guard let since = copy.unwantedSince else { return .rest }
            let due = max(since + removeAfter(name), copy.retryAt ?? .start)
            let removal = due > now ? Verdict.wait(until: due) : removal(of: observed, copy, name, now: now)
            if case .work = removal { return removal }
            // Nothing is ever written where the registry's rule does not allow it: whoever may write Secrets there can make one that
            // looks like ours. An old name in a namespace that has the new one is kept fresh: somebody may still pull with it.
            guard isAllowed(name.purpose, in: namespace), !mustBeMadeAnew(observed, as: name) else {
                return removal
            }
            let upkeep = upkeep(of: observed, copy, name, in: namespace, now: now)
            if case .work = upkeep { return upkeep }
            return removal.lookingAgain(withThat: upkeep)
        }
        return upkeep(of: observed, copy, name, in: namespace, now: now)
    }

    /// Whether a namespace may have what is kept for a purpose, under its present name.
    private func isAllowed(_ purpose: CopyPurpose, in namespace: NamespaceState) -> Bool {
        let column: Int? =
            switch purpose {
            case .credential(let registry): secretName(of: registry).flatMap { copies.columns[$0] }
            case .anonymousTry: anonymousTry.column
            // It has no former name under which somebody may still look for it.
            case .also: nil
            }
        guard let column, column < namespace.copies.count else { return false }
        return namespace.copies[column].isAllowed
    }

    /// How long an unwanted copy stays; somebody who confirms a removal has waited, and so has who runs rounds and retires a registry.
    func removeAfter(_ name: SecretNameState) -> Duration {
        identity.confirmsRemoval || identity.isRound && name.isRetired ? .zero : configuration.keeper.removeAfter
    }

    private func upkeep(
        of observed: ObservedCopy,
        _ copy: CopyState,
        _ name: SecretNameState,
        in namespace: NamespaceState,
        now: LoopInstant
    ) -> Verdict {
        guard let target = target(of: name, in: namespace) else { return .rest }
        guard !mustBeMadeAnew(observed, as: name) else {
            if let delay = delay(of: copy, name, now: now) { return delay }
            return .work(.clear(uid: observed.uid, resourceVersion: observed.resourceVersion), .repair)
        }
        guard copy.marked.immutableUID != observed.uid else { return .rest }
        let isEdited = isEdited(observed, copy)
        let isUnlabelled = observed.labelling == .missing && copy.marked.verifiedVersion != observed.resourceVersion
        guard isEdited || isUnlabelled || observed.revision != target.revision else { return .rest }
        if let delay = delay(of: copy, name, now: now) { return delay }
        guard !isEdited else {
            return .work(.repair(uid: observed.uid, resourceVersion: observed.resourceVersion), .repair)
        }
        let level: PlannedWork.Level =
            if copy.history.isRepeat(number(of: name), now: now) { .repair } else {
                observed.revision == target.revision ? .labels : isUrgent(name) ? .urgent : .rotation
            }
        return .work(.rotate(uid: observed.uid, resourceVersion: observed.resourceVersion), level)
    }

    /// Whether somebody has changed what we wrote, and not only beside what our own forced write left behind.
    func isEdited(_ observed: ObservedCopy, _ copy: CopyState) -> Bool {
        (observed.ownership == .edited || observed.labelling == .edited)
            && copy.marked.verifiedVersion != observed.resourceVersion
    }

    /// Whether the credential that copies of a name may still have ends before long.
    private func isUrgent(_ name: SecretNameState) -> Bool {
        name.purpose.registry.flatMap { credentials[$0]?.spreading.isUrgent } ?? false
    }

    /// Why a copy is not written now; nil where it is.
    func delay(of copy: CopyState, _ name: SecretNameState, now: LoopInstant) -> Verdict? {
        if let retry = copy.retryAt { return retry > now ? .wait(until: retry) : nil }
        if copy.isCleared, copy.observed == nil { return nil }
        // What ends the delay after a failure does not end this one: whoever undoes our writes can make any event.
        return copy.history.pause(before: number(of: name), now: now).map(Verdict.backOff)
    }

    /// Where nobody has taken anything away goes first: else who deletes his copies would keep new ones from others.
    func placementLevel(of copy: CopyState, _ name: SecretNameState, now: LoopInstant) -> PlannedWork.Level {
        // All that another replica does is for Pods that wait.
        guard isLeader else { return .hinted }
        if copy.wasTakenAway || copy.history.isRepeat(number(of: name), now: now) { return .repair }
        return copy.isHinted ? .hinted : .absent
    }

    func removal(
        of observed: ObservedCopy,
        _ copy: CopyState,
        _ name: SecretNameState,
        now: LoopInstant
    ) -> Verdict {
        // What cannot be seen of a name may be what the guard would have to weigh.
        guard !isRemovalHeld, name.isSynced || name.purpose.isAlso else { return .hold(until: nil) }
        guard let since = watches.namespacesFreshSince else { return .hold(until: nil) }
        // A round has just listed everything, and has no time to wait.
        let freshness = identity.isRound ? .zero : Self.freshness
        guard now >= since + freshness else { return .hold(until: since + freshness) }
        if let delay = delay(of: copy, name, now: now) { return delay }
        return .work(.remove(uid: observed.uid, resourceVersion: observed.resourceVersion), .removal)
    }

    /// Whether removals wait for somebody who confirms them.
    var isRemovalHeld: Bool { !identity.confirmsRemoval && removals.isMassRemoval }
}
