internal import Controllers
internal import Status

/// Who has the Secret that he should have, and why not: kept with each copy, so that nobody has to walk through all of them.
extension KeeperPlan {
    /// Keeps the totals of a place.
    mutating func countPresence(_ key: CopyKey, now: PlanTime) {
        let presence = presence(at: key)
        guard presence != copies[key].presence else { return }
        copies.secretNames[key.column].tally.count(from: copies[key].presence, to: presence)
        copies[key].presence = presence
        if presence == .missing(.outdated) { noticeKept(key, now: now) }
    }

    /// The same of all places of a Secret name: for the rare change that concerns them all and none of them in particular.
    mutating func countPresence(inColumn column: Int, now: PlanTime) {
        for row in copies.namespaces.indices {
            countPresence(CopyKey(row: row, column: column), now: now)
        }
    }

    /// How a place stands.
    ///
    /// Pure. Whatever it depends on is either of the copy, and that is then reviewed, or has its column counted anew.
    func presence(at key: CopyKey) -> CopyPresence {
        let (copy, name, namespace) = (
            copies[key], copies.secretNames[key.column], copies.namespaces[key.row]
        )
        guard watches.areNamespacesSynced, watches.areMastersSynced, name.isSynced(in: namespace),
            namespace.isWritable, copy.isAllowed,
            copy.isHinted || copy.isNeeded || !name.isLazy
        else { return .notWanted }
        guard let observed = copy.observed else {
            return .missing(absence(of: copy, at: key, name, in: namespace))
        }
        guard observed.isOurs else { return .missing(.foreign) }
        return name.isOwn
            ? ownPresence(of: observed, copy, at: key, name)
            : presence(of: observed, copy, at: key, name, in: namespace)
    }

    private func absence(
        of copy: CopyState,
        at key: CopyKey,
        _ name: SecretNameState,
        in namespace: NamespaceState
    ) -> MissingReason {
        let hasCredential =
            name.isOwn
            ? isMarked(name) && !own.isFailing(key)
            : mayPlace(name) && target(of: name, in: namespace) != nil
        guard hasCredential else { return .noCredential }
        if name[.place].refusals > 0 { return .forbidden }
        switch copy.trouble {
        case .quota?: return .quota
        case .refused?: return .refused
        case .forbidden?: return .forbidden
        case .unfit?: return .noCredential
        case nil: return backingOff.contains(key) ? .undone : .waiting
        }
    }

    private func presence(
        of observed: ObservedCopy,
        _ copy: CopyState,
        at key: CopyKey,
        _ name: SecretNameState,
        in namespace: NamespaceState
    ) -> CopyPresence {
        let isEdited = isContentEdited(observed, copy)
        guard let target = target(of: name, in: namespace) else {
            return isEdited ? .missing(.noCredential) : .present
        }
        let isInTheWay = mustBeMadeAnew(observed, as: name)
        guard isEdited || isInTheWay || observed.revision != target.revision else { return .present }
        if isStuck(observed, copy) || name[isInTheWay ? .remove : .update].refusals > 0 {
            return .missing(.outdated)
        }
        if backingOff.contains(key) { return .missing(.undone) }
        // An older credential that is replaced in its turn is good until then.
        return isEdited || isInTheWay ? .missing(.waiting) : .present
    }

    private func ownPresence(
        of observed: ObservedCopy,
        _ copy: CopyState,
        at key: CopyKey,
        _ name: SecretNameState
    ) -> CopyPresence {
        let isOther = observed.own == nil || isContentEdited(observed, copy)
        guard isOther || observed.own?.fingerprint != fingerprint(of: name) else { return .present }
        if own.isFailing(key) { return .missing(.noCredential) }
        if isStuck(observed, copy) || name[.update].refusals > 0 { return .missing(.outdated) }
        if backingOff.contains(key) { return .missing(.undone) }
        return isOther ? .missing(.waiting) : .present
    }

    /// Whether what is ours of the content is not as we left it; labels do not matter.
    private func isContentEdited(_ observed: ObservedCopy, _ copy: CopyState) -> Bool {
        observed.ownership == .edited && copy.marked.verifiedVersion != observed.resourceVersion
    }

    /// Whether a Secret that should hold something else cannot be written over.
    private func isStuck(_ observed: ObservedCopy, _ copy: CopyState) -> Bool {
        observed.isTerminating || copy.marked.immutableUID == observed.uid || copy.trouble != nil
    }

    /// Tells of a Secret that a finalizer keeps, so that it can neither get the new credential nor be made anew.
    private mutating func noticeKept(_ key: CopyKey, now: PlanTime) {
        guard isLeader, let observed = copies[key].observed, observed.isTerminating,
            mayTell(key.row, now: now.steady)
        else { return }
        let name = copies.secretNames[key.column]
        notices.append(
            .kept(
                namespace: copies.namespaces[key.row].name,
                secretName: name.secretName,
                purpose: name.purpose,
                uid: observed.uid
            )
        )
    }

    /// How many namespaces should have what is kept for each registry, and why some do not.
    var copyCounts: [CopyCounts] {
        copies.secretNames.filter(\.isCurrent).map {
            CopyCounts(registry: $0.purpose.label, tally: $0.tally)
        }
    }
}
