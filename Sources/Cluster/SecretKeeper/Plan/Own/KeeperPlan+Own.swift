internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop

/// Copies of registries with `perNamespace`, each of which holds the credential of its own namespace's ServiceAccount.
///
/// There is no master but a mark that remembers the Secret's name. A copy is fetched and written in one go, by the leader alone.
extension KeeperPlan {
    /// Judges one copy, whosever credential it holds.
    func verdict(at key: CopyKey, now: PlanTime) -> Verdict {
        let (copy, name, namespace) = (copies[key], copies.secretNames[key.column], copies.namespaces[key.row])
        guard name.isOwn else { return verdict(on: copy, of: name, in: namespace, now: now.steady) }
        return ownVerdict(on: copy, at: key, of: name, in: namespace, now: now)
    }

    private func ownVerdict(
        on copy: CopyState,
        at key: CopyKey,
        of name: SecretNameState,
        in namespace: NamespaceState,
        now: PlanTime
    ) -> Verdict {
        guard isLeader, watches.areNamespacesSynced, watches.areMastersSynced, name.isSynced(in: namespace),
            namespace.isWritable, !copy.isBusy
        else { return .rest }
        guard let observed = copy.observed else {
            guard copy.isAllowed, isMarked(name) else { return .rest }
            if let delay = delay(of: copy, name, now: now.steady) { return delay }
            let level = copy.failures > 0 ? .repair : placementLevel(of: copy, name, now: now.steady)
            return .work(.place(asksFirst: false), level)
        }
        guard observed.isOurs else { return copy.isAllowed ? .foreign(uid: observed.uid) : .rest }
        guard !observed.isTerminating else { return .rest }
        guard copy.isAllowed else {
            guard let since = copy.unwantedSince else { return .rest }
            let due = since + removeAfter(name)
            return due > now.steady ? .wait(until: due) : removal(of: observed, copy, name, now: now.steady)
        }
        guard isMarked(name), copy.marked.immutableUID != observed.uid else { return .rest }
        return ownUpkeep(of: observed, copy, at: key, name, now: now)
    }

    private func ownUpkeep(
        of observed: ObservedCopy,
        _ copy: CopyState,
        at key: CopyKey,
        _ name: SecretNameState,
        now: PlanTime
    ) -> Verdict {
        let (isRefused, renewAt) = (own.isRefused(key), own.renewAt[key])
        let end = observed.own?.end(now: now)
        // The ServiceAccount is gone, or nobody trusts it any more: what it was given stays until its end, and is then deleted.
        if isRefused, let end, end <= now.steady {
            return .work(.remove(uid: observed.uid, resourceVersion: observed.resourceVersion), .removal)
        }
        if let retry = copy.retryAt, retry > now.steady {
            return .wait(until: isRefused ? min(retry, end ?? .never) : retry)
        }
        if isEdited(observed, copy) {
            if let delay = delay(of: copy, name, now: now.steady) { return delay }
            return .work(.repair(uid: observed.uid, resourceVersion: observed.resourceVersion), .repair)
        }
        let rotation = PlannedWork.Kind.rotate(uid: observed.uid, resourceVersion: observed.resourceVersion)
        guard let own = observed.own, own.fingerprint == fingerprint(of: name) else {
            if let delay = delay(of: copy, name, now: now.steady) { return delay }
            let isRepeat = copy.failures > 0 || copy.history.isRepeat(number(of: name), now: now.steady)
            // Somebody may have what it says of its credential for himself: only force takes that back.
            let kind =
                observed.own == nil
                ? .repair(uid: observed.uid, resourceVersion: observed.resourceVersion) : rotation
            return .work(kind, isRepeat ? .repair : .rotation)
        }
        let due = renewAt ?? due(own, observed, name, now: now)
        guard due <= now.steady else { return .wait(until: due) }
        // A time that we ourselves have set: nobody in the namespace can bring it forward.
        if renewAt == nil, let delay = delay(of: copy, name, now: now.steady) { return delay }
        let isUrgent = end.map { $0 - now.steady < ownMargin(of: name) } ?? false
        return .work(rotation, copy.failures > 0 ? .repair : isUrgent ? .urgent : .rotation)
    }

    func fingerprint(of name: SecretNameState) -> String? {
        name.purpose.registry.flatMap { credentials[$0]?.configured.fingerprint }
    }

    /// Whether the mark of a registry is there, which remembers the Secret's name: before that there is to be no copy.
    func isMarked(_ name: SecretNameState) -> Bool {
        guard let state = name.purpose.registry.flatMap({ credentials[$0] }) else { return false }
        return state.master?.isMark ?? false && state.isMasterCurrent
    }

    private func due(_ own: OwnCredential, _ observed: ObservedCopy, _ name: SecretNameState, now: PlanTime)
        -> LoopInstant
    {
        own.due(revision: observed.revision ?? "", margin: ownMargin(of: name), now: now)
    }

    /// How many fetches may begin in a second.
    var ownRate: Double {
        OwnFetches.rate(requestsPerSecond: configuration.keeper.requestsPerSecond)
    }

    /// How long before its end a namespace's own credential is replaced at the latest: all of them may be due together.
    private func ownMargin(of name: SecretNameState) -> Duration {
        RefreshSchedule.margin(copies: name.ours, writesPerSecond: ownRate)
    }

    // MARK: Fetches

    /// Hands out the most urgent fetch; nil where there is none, enough are under way, or the next has to wait for a moment.
    mutating func takeOwnWork(now: PlanTime) -> PlannedWork? {
        guard isLeader, let start = own.nextStart(now: now.steady), start <= now.steady,
            var work = takeWork(withFetch: true, upTo: .last, now: now)
        else { return nil }
        work.ownNumber = copies.secretNames[work.key.column].ownNumber
        work.deletions = copies.namespaces[work.key.row].deletions
        work.isRenewal = isRenewal(work.key, now: now.steady)
        own.begin(rate: ownRate, now: now.steady)
        return work
    }

    /// Whether what was fetched for a piece of work may still be written: a fetch takes its time, and meanwhile the rule may have gone, or the
    /// namespace and another one of its name have come, or it may be another identity that is meant.
    func isStillMeant(_ work: PlannedWork) -> Bool {
        let (name, namespace) = (copies.secretNames[work.key.column], copies.namespaces[work.key.row])
        return isLeader && copies[work.key].isAllowed && namespace.isWritable && name.isOwn
            && name.ownNumber == work.ownNumber && namespace.deletions == work.deletions
    }

    /// When ``takeOwnWork(now:)`` may have something.
    func nextOwnStart(now: PlanTime) -> LoopInstant? { isLeader ? own.nextStart(now: now.steady) : nil }

    /// Whether a copy is written since its time has come, as we have set it: that neither waits nor counts as a repeat.
    private func isRenewal(_ key: CopyKey, now: LoopInstant) -> Bool {
        guard let renewAt = own.renewAt[key], renewAt <= now, let observed = copies[key].observed else {
            return false
        }
        return observed.ownership == .ours
            && observed.own?.fingerprint == fingerprint(of: copies.secretNames[key.column])
    }

    /// Whether a namespace is told why its fetch failed: the first time, and each hour while it goes on, by the time and not by the number of
    /// tries, since a provider may want to be left alone for an hour.
    ///
    /// It counts as something that is said. Asked before the failure is taken in.
    mutating func mayTellFetchFailure(of work: PlannedWork, now: LoopInstant) -> Bool {
        guard failures(of: work) == 0 || own.isWorthTelling(work.key, now: now), mayTell(work.key.row, now: now) else {
            return false
        }
        own.told(work.key, now: now)
        return true
    }

    /// Takes in that a fetch brought nothing.
    mutating func notFetched(_ work: PlannedWork, isRefused: Bool, pause: Duration, now: PlanTime) {
        let key = work.key
        // It was asked for with what has changed meanwhile: that says nothing of what is asked for now.
        guard copies.secretNames[key.column].ownNumber == work.ownNumber else { return }
        copies[key].countFailure()
        let failures = Int(copies[key].failures)
        let retry = RefreshSchedule().retry(failures: failures, now: now.steady, random: random.next())
        let left = copies[key].observed?.own?.end(now: now).map { $0 - now.steady }
        copies[key].retryAt = max(retry, now.steady + RefreshSchedule.pause(asked: pause, left: left))
        own.failed(key, isRefused: isRefused)
    }

    /// Takes in that a namespace has a new credential of its own.
    mutating func fetched(_ work: PlannedWork, _ observed: ObservedCopy, now: PlanTime) {
        let name = copies.secretNames[work.key.column]
        own.worked(work.key)
        if let registry = name.purpose.registry, let content = observed.own {
            noteOwnLife(registry, content, now: now)
        }
        own.renewAt[work.key] =
            name.ownNumber == work.ownNumber ? observed.own.map { due($0, observed, name, now: now) } : now.steady
    }

    /// Lets everything be fetched again that a registry's namespaces have, since what it is fetched with has changed; the rate is what bounds it.
    mutating func outdateOwn(_ registry: String, now: PlanTime) {
        for column in copies.secretNames.indices
        where copies.secretNames[column].isOwn && copies.secretNames[column].purpose.registry == registry {
            copies.secretNames[column].ownNumber &+= 1
            for row in copies.namespaces.indices where copies.namespaces[row].copies[column].observed?.own != nil {
                own.renewAt[CopyKey(row: row, column: column)] = now.steady
            }
            let failing = own.failed(inColumn: column)
            endFetchDelays(failing)
            // Who was refused before is asked for once more, before what has ended is taken from him.
            for key in failing { own.failed(key, isRefused: false) }
            reviewColumn(column, now: now)
        }
    }

    /// Ends the delays of copies whose last fetch failed: that was about what is no more.
    private mutating func endFetchDelays(_ keys: [CopyKey]) {
        for key in keys {
            copies[key].retryAt = nil
            copies[key].failures = 0
        }
    }

    /// Forgets which fetches failed in an earlier term, and what they wait for: another leader may have seen them work since.
    mutating func forgetOwnFailures() {
        endFetchDelays(own.forgetFailures())
    }

    /// How many namespaces of each registry with `perNamespace` cannot have their own credential fetched; empty where this replica does not lead.
    var failingOwn: [String: Int] {
        guard isLeader else { return [:] }
        var counts: [String: Int] = [:]
        for (column, name) in copies.secretNames.enumerated() where name.isOwn && name.isCurrent {
            if let registry = name.purpose.registry { counts[registry, default: 0] += own.failing(inColumn: column) }
        }
        return counts
    }
}
