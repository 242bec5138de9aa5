package import Text

/// A Pod that a registry of ours keeps from its image.
package struct PodStatus: Sendable, Hashable {
    /// Why it cannot pull; the raw values are those of the metrics.
    package enum Cause: String, Sendable, Hashable, CaseIterable {
        /// It does not name a Secret that a Pod made now would be given.
        case missed = "missed_admission"
        /// It names the Secret, which is not there, or not right.
        case misplaced = "secret_missing"
        /// It names the Secret, which is right, and a registry refuses whoever asks.
        case refused = "refused"

        /// What it means, for people.
        package var words: String {
            switch self {
            case .missed: "it was made without the Secret, and goes without until it is made again"
            case .misplaced: "it names the Secret, which is not there or not right"
            case .refused: "it has the Secret, and the registry refuses whoever asks"
            }
        }
    }

    /// Its namespace.
    package var namespace: String
    /// Its name.
    package var name: String
    /// Why it cannot pull.
    package var cause: Cause
    /// The Secret that it is about, the first of several.
    package var secretName: String
    /// When it was made, since when it cannot have pulled; nil where the API server does not say.
    package var since: Timestamp?

    /// Makes one.
    package init(namespace: String, name: String, cause: Cause, secretName: String, since: Timestamp? = nil) {
        self.namespace = namespace
        self.name = name
        self.cause = cause
        self.secretName = secretName
        self.since = since
    }
}

/// The Pods that cannot pull, as far as they are told one by one.
package struct StuckPods: Sendable, Hashable {
    /// The most that are told one by one.
    package static let maximum = 100

    /// Those that missed admission first, each cause by namespace and name; at most ``maximum``.
    package var named: [PodStatus]
    /// How many more there are.
    package var further: Int
    /// Whether all Pods that wait were looked at.
    package var isWhole: Bool

    /// Takes the first ones of any number.
    ///
    /// - Parameters:
    ///   - pods: them, in any order.
    ///   - further: how many more were seen and are not among them.
    ///   - isWhole: whether all Pods that wait were looked at.
    package init(_ pods: [PodStatus], further: Int = 0, isWhole: Bool = true) {
        let sorted = pods.sorted { ($0.rank, $0.namespace, $0.name) < ($1.rank, $1.namespace, $1.name) }
        named = Array(sorted.prefix(Self.maximum))
        self.further = further + sorted.count - named.count
        self.isWhole = isWhole
    }
}

extension PodStatus {
    /// What does not mend itself comes first.
    fileprivate var rank: Int {
        switch cause {
        case .missed: 0
        case .refused: 1
        case .misplaced: 2
        }
    }
}
