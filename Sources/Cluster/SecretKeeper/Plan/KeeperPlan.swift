internal import Configuration
internal import Credentials

/// What has to be done where: a pure structure of (configuration, what the watches have shown, clock, role).
///
/// Everything it is told changes the few cells that it concerns, and each changed cell is judged anew
/// (``verdict(on:slot:space:now:)``): work goes to a queue by urgency, delays go to a heap. Only a new revision of a
/// master, a reload and a change of role look at a whole column or at all. It does no I/O, reads no clock and draws
/// random numbers only from its seed.
struct KeeperPlan: Sendable {
    /// What does not follow from the configuration.
    struct Identity: Sendable, Hashable {
        /// Pullpass' own namespace, which never gets copies.
        var ownNamespace: String
        /// Whether somebody has confirmed that unwanted copies may go, at once and however many.
        var confirmsRemoval = false
        /// Whether it is for one round only.
        var isRound = false
    }

    /// Namespaces that never get a copy, besides our own.
    static let excludedNamespaces: Set<String> = ["kube-system", "kube-node-lease"]
    /// How long the watch of namespaces must have worked before anything is removed, in seconds.
    static let freshness = 10.0

    var identity: Identity
    var configuration: Configuration
    var random: PlanRandom
    var isLeader = false

    var spaceIndex: [String: Int] = [:]
    var spaces: [Space] = []
    var freeSpaces: [Int] = []
    var slotIndex: [String: Int] = [:]
    var slots: [Slot] = []
    var credentials: [String: CredentialState] = [:]

    /// Hints for namespaces that the watch has not shown yet; lost, a lazy Secret would never be made.
    var earlyHints = EarlyHints()

    var areNamespacesSynced = false
    var areMastersSynced = false
    /// Since when the watch of namespaces works without a break; nil while it does not.
    var namespacesFreshSince: Double?

    var queue = WorkQueue()
    var timers = TimerHeap()
    /// Cells whose removal waits for the guard or for a working watch.
    var held: Set<CellID> = []
    var wasRemovalHeld = false
    var busy = 0
    var ours = 0
    var unwanted = 0
    var unwantedInRetiredSlots = 0
    var spacesWithUnwanted = 0
    /// What has been noticed since the runner last took it.
    var notices: [PlanNotice] = []

    /// Makes a plan that has seen nothing yet.
    ///
    /// - Parameters:
    ///   - configuration: valid, and for a cluster.
    ///   - inputs: what the credential of each registry is read from.
    ///   - identity: whose plan it is.
    ///   - seed: of the jitter.
    init(configuration: Configuration, inputs: [String: CredentialInputs] = [:], identity: Identity, seed: UInt64) {
        self.configuration = configuration
        self.identity = identity
        random = PlanRandom(seed: seed)
        adopt(configuration, inputs: inputs)
    }

    /// Takes what was noticed since the last time.
    mutating func takeNotices() -> [PlanNotice] {
        defer { notices.removeAll(keepingCapacity: true) }
        return notices
    }

    /// Whether nothing is left that could be done now: no queue, nothing under way, all watches synced.
    var isSettled: Bool {
        areNamespacesSynced && areMastersSynced && slots.allSatisfy { $0.isSynced } && queue.isEmpty && busy == 0
    }

    /// When the plan wants to be looked at again, on the steady clock.
    func nextWake(now: PlanTime) -> Double? {
        let credential = isLeader && areMastersSynced ? nextFetchTime(now: now) : nil
        let pause = slots.compactMap(\.nextTry).min()
        return [timers.first, credential, pause].compactMap { $0 }.min()
    }

    /// Looks again at the cells whose time has come.
    mutating func tick(now: PlanTime) {
        while let cell = timers.popFirst(by: now.steady) {
            if spaces[Int(cell.space)].cells[Int(cell.slot)].timerAt ?? .infinity <= now.steady {
                spaces[Int(cell.space)].cells[Int(cell.slot)].timerAt = nil
            }
            review(cell, now: now)
        }
        for slot in slots.indices {
            for right in Right.allCases {
                guard let until = slots[slot][right].pausedUntil, until <= now.steady else { continue }
                slots[slot][right].pausedUntil = nil
                let parked = slots[slot][right].parked
                slots[slot][right].parked = []
                for cell in parked { review(cell, now: now) }
            }
        }
    }
}

extension KeeperPlan: CustomStringConvertible {
    /// Counts, for a log line.
    var description: String {
        "\(spaceIndex.count) namespaces, \(slots.count { $0.isCurrent }) Secret names (\(slots.count { !$0.isCurrent }) retired), "
            + "\(ours) copies (\(unwanted) unwanted), \(queue.count) waiting, \(busy) under way, \(isLeader ? "leader" : "replica")"
    }
}
