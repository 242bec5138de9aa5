/// What a look finds, within bounds: whoever makes many Pods leaves room for what others have.
struct HealCatch: Sendable {
    /// The most that are new.
    private static let mostNew = 4 * HealPlan.mostPods

    /// The UIDs of Pods that are known already: they are found again whatever there is.
    private let known: Set<String>
    /// How many of a namespace are known, or new.
    private var counts: [String: Int]
    /// Knows which Pods were made in place of others, and the owners of those that were found.
    private let recreations: Recreations
    private var replaced: Set<String> = []
    private var new = 0
    private(set) var found: [HealFinding] = []
    /// How many were found beside these.
    private(set) var passedOver = 0

    init(known: Set<String>, counts: [String: Int], recreations: Recreations) {
        self.known = known
        self.counts = counts
        self.recreations = recreations
    }

    /// Adds one.
    mutating func add(_ finding: HealFinding) {
        guard !known.contains(finding.pod.uid) else { return found.append(finding) }
        // One of an owner says that evictions are of no use to him, however many wait beside it.
        if recreations.isReplacement(finding), let owner = finding.owner?.uid, replaced.insert(owner).inserted {
            return found.append(finding)
        }
        let count = counts[finding.pod.namespace, default: 0]
        // Twice what there is room for: all that are known may be gone.
        guard count < 2 * HealPlan.mostPodsOfNamespace, new < Self.mostNew else {
            passedOver += 1
            return
        }
        counts[finding.pod.namespace] = count + 1
        new += 1
        found.append(finding)
    }
}
