internal import Kubernetes

/// A set of copies in the order of their levels; within a level namespaces take turns, and each is served first come, first served.
///
/// No level waits for ever behind a more urgent one (``GuaranteedParts``), and no namespace behind another that has much to do. It
/// holds a copy once; putting one in and taking one out cost no more than the copies of its own namespace.
struct WorkQueue: Sendable {
    private var lanes = [WorkLane](repeating: WorkLane(), count: PlannedWork.Level.allCases.count)
    private var levels: [CopyKey: PlannedWork.Level] = [:]
    private var rotationsByColumn: [Int] = []
    /// How many wait for a rotation, others than those that somebody keeps changing.
    private(set) var rotations = 0
    private var parts = PlannedWork.Level.parts

    /// How many copies wait.
    var count: Int { levels.count }
    var isEmpty: Bool { levels.isEmpty }

    /// The level at which a copy waits.
    func level(of key: CopyKey) -> PlannedWork.Level? { levels[key] }

    /// How many of them are of a Secret name.
    func rotations(ofColumn column: Int) -> Int {
        rotationsByColumn.indices.contains(column) ? rotationsByColumn[column] : 0
    }

    /// Puts a copy into a level; one that waits there already keeps its place.
    mutating func insert(_ key: CopyKey, _ level: PlannedWork.Level) {
        guard levels[key] != level else { return }
        remove(key)
        levels[key] = level
        lanes[level.rawValue].append(key)
        countRotation(key, level, 1)
    }

    /// Takes a copy out.
    mutating func remove(_ key: CopyKey) {
        guard let level = levels.removeValue(forKey: key) else { return }
        lanes[level.rawValue].remove(key)
        countRotation(key, level, -1)
    }

    /// Takes the copy whose turn it is, of a level that is not past `last`.
    mutating func popFirst(upTo last: PlannedWork.Level = .last) -> CopyKey? {
        guard let lane = parts.next(upTo: last.rawValue, where: { !lanes[$0].isEmpty }),
            let key = lanes[lane].popFirst()
        else { return nil }
        if let level = levels.removeValue(forKey: key) { countRotation(key, level, -1) }
        return key
    }

    /// Whether there is work that is not past `last`.
    func hasWork(upTo last: PlannedWork.Level) -> Bool {
        PlannedWork.Level.allCases.contains { $0 <= last && !lanes[$0.rawValue].isEmpty }
    }

    private mutating func countRotation(_ key: CopyKey, _ level: PlannedWork.Level, _ change: Int) {
        guard level == .rotation || level == .urgent else { return }
        while rotationsByColumn.count <= key.column { rotationsByColumn.append(0) }
        rotationsByColumn[key.column] += change
        rotations += change
    }
}

extension PlannedWork.Level {
    /// The parts of the work that nothing more urgent can take: more than half of it for rotations, of both kinds together.
    fileprivate static var parts: GuaranteedParts {
        let groups = allCases.map { level in
            switch level {
            case .hinted: 0
            case .absent: 1
            case .repair: 2
            case .urgent, .rotation: 3
            case .removal: 4
            case .labels: 5
            }
        }
        return GuaranteedParts(groups: groups, parts: [0, 0.15, 0.08, 0.55, 0.03, 0.02])
    }
}
