import Controllers
import EventLoop
import TestSupport
import Status

@testable import SecretKeeper

extension Ownership.Verdict {
    var number: Int {
        switch self {
        case .foreign: 1
        case .ours: 2
        case .edited: 3
        }
    }
}

extension Ownership.Labelling {
    var number: Int {
        switch self {
        case .intact: 1
        case .missing: 2
        case .edited: 3
        }
    }
}

/// A plan of one cell.
///
/// Jitter and the exact time are left out: whatever they are, the same may follow.
extension Form {
    mutating func add(uid: String?) { add(name: uid.flatMap { UInt64($0.dropFirst()) } ?? 0) }

    mutating func add(resourceVersion: String?) { add(version: resourceVersion.flatMap { UInt64($0) } ?? 0) }

    /// A time to come, in whole seconds; nil for never.
    mutating func add(until time: LoopInstant?, now: LoopInstant) {
        guard let time else { return add(-1) }
        add(time <= now ? 0 : Int(min((time - now).components.seconds + 1, 100_000)))
    }

    /// A time that has passed, up to an hour; nil for never.
    mutating func add(since time: LoopInstant?, now: LoopInstant) {
        guard let time else { return add(-1) }
        add(Int(min((now - time).components.seconds, 3601)))
    }

    mutating func add(_ observed: ObservedCopy?) {
        add(uid: observed?.uid)
        add(resourceVersion: observed?.resourceVersion)
        guard let observed else { return }
        add(observed.ownership.number)
        add(ModelKeys.number(observed.revision))
        add(observed.isTerminating)
        add(observed.labelling.number)
    }

    mutating func add(_ plan: KeeperPlan, now: LoopInstant) {
        add(plan.isLeader)
        add(plan.busy)
        add(plan.removals.ours)
        add(plan.removals.unwanted)
        add(plan.removals.held.count)
        add(plan.watches.areNamespacesSynced)
        add(plan.watches.areMastersSynced)
        add(since: plan.watches.namespacesFreshSince.map { max($0, now - .seconds(11)) }, now: now)
        for name in plan.copies.secretNames { add(name, now: now) }
        if let credential = plan.credentials["hub"] { add(credential, now: now) }
        add(plan.anonymousTry.sources.reduce(0) { $0 * 4 + $1.keys.count })
        guard let row = plan.copies.rows[KeeperModel.namespaceName] else { return add(-2) }
        let namespace = plan.copies.namespaces[row]
        add(namespace.isKnown)
        add(namespace.isTerminating)
        add(namespace.isSelected)
        add(namespace.labels.count)
        add(ModelKeys.number(namespace.anonymous?.revision))
        add(namespace.unwanted)
        add(Int(namespace.busy))
        add(plan.parked[row]?.count ?? 0)
        add(plan.unproven.count)
        for column in namespace.copies.indices {
            add(namespace.copies[column], now: now)
            add(plan.queue.level(of: CopyKey(row: row, column: column))?.rawValue ?? 9)
        }
    }

    private mutating func add(_ name: SecretNameState, now: LoopInstant) {
        add(name.isCurrent)
        add(name.isRetired)
        add(name.isSynced)
        add(name.listed.count)
        add(name.ours)
        add(name.busy)
        add(until: name.settlingUntil, now: now)
        for right in Right.allCases {
            add(until: name[right].pausedUntil, now: now)
            add(min(name[right].refusals, 4))
            add(name[right].parked.count)
            add(name[right].refused != nil)
            add(name[right].isProbed)
        }
    }

    private mutating func add(_ credential: CredentialState, now: LoopInstant) {
        add(credential.master.flatMap { Int($0.revision.dropFirst()) } ?? 0)
        add(credential.firstRevision.flatMap { Int($0.dropFirst()) } ?? 0)
        add(credential.isMasterGone)
        add(credential.isMasterCurrent)
        add(credential.configured.isPresent)
        add(credential.isFetching)
        add(credential.isWanted)
        add(until: max(credential.earliest, now), now: now)
        add(credential.failing.count)
    }

    mutating func add(_ copy: CopyState, now: LoopInstant) {
        add(copy.observed)
        add(version: copy.told)
        add(copy.isAllowed)
        add(copy.isHinted)
        add(copy.isNeeded)
        add(copy.isBusy)
        switch copy.standing {
        case .none: add(0)
        case .wanted: add(1)
        case .unwanted: add(2)
        case .stray: add(3)
        case .forged: add(4)
        }
        switch copy.origin {
        case .listed: add(0)
        case .kept: add(1)
        case .leftOver: add(2)
        case .appeared: add(3)
        }
        add(copy.history, now: now)
        add(copy.wasTakenAway)
        add(copy.wasHurried)
        add(copy.isCleared)
        add(since: copy.unwantedSince, now: now)
        add(until: copy.retryAt, now: now)
        add(Int(min(copy.failures, 4)))
        add(copy.trouble.map { $0 == .quota ? 1 : 2 } ?? 0)
        add(copy.presence.number)
        add(resourceVersion: copy.marked.verifiedVersion)
        add(uid: copy.marked.immutableUID)
        add(uid: copy.marked.removedUID)
        add(uid: copy.marked.reportedUID)
        add(until: copy.timerAt, now: now)
    }
}

extension CopyPresence {
    fileprivate var number: Int {
        switch self {
        case .notWanted: -2
        case .present: -1
        case .missing(let reason): reason.rawValue
        }
    }
}

extension Form {
    /// What the next writes of the present and of the next revision have to wait for; the numbers of others come no more.
    private mutating func add(_ history: WriteHistory, now: LoopInstant) {
        add(Int(min(history.repeats, 12)))
        for number in 0..<8 {
            add(history.isRepeat(UInt32(number), now: now))
            add(until: history.pause(before: UInt32(number), now: now), now: now)
        }
    }
}

/// The fields of what the forms above were written for, in the order of the alphabet.
extension Form {
    static let copyFields = [
        "_retryAt", "_timerAt", "_unwantedSince", "failures", "history", "isAllowed", "isBusy", "isCleared",
        "isHinted", "isNeeded", "marked", "observed", "origin", "presence", "standing", "told", "trouble", "wasHurried",
        "wasTakenAway",
    ]
    static let markedFields = ["immutableUID", "removedUID", "reportedUID", "verifiedVersion"]
    /// Of `places` the models of copies have none; those of `also` have a model of their own.
    static let secretNameFields = [
        "busy", "condition", "isCurrent", "isLazy", "isOwn", "isRetired", "isSynced", "listed", "ours", "ownNumber",
        "places", "purpose", "rights", "secretName", "settlingUntil", "tally",
    ]
    static let rightFields = ["isProbed", "parked", "pausedUntil", "refusals", "refused"]
    /// How often it was deleted matters to a fetch that is under way, and is left out, since it never comes back to what it was.
    static let namespaceFields = [
        "anonymous", "busy", "copies", "deletions", "isKnown", "isSelected", "isTerminating", "labels", "name",
        "unwanted",
    ]
    /// Queue and timers are written with the copy, credentials as far as copies depend on them; what is told to people, and when it is looked
    /// at how credentials spread that do not end, changes nothing.
    static let planFields = [
        "anonymousTry", "backingOff", "busy", "configuration", "copies", "credentials", "earlyHints",
        "hasLookedAtSpreading", "identity", "isLeader", "noticeBudgets", "notices", "own", "pace", "parked", "queue",
        "random", "removals", "scope", "spreadingLookAt", "timers", "toldLacks", "unproven", "watches",
    ]
}
