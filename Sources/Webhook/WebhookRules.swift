public import Admission
internal import Metrics
internal import Synchronization

/// The rules in force, replaced as a whole when the configuration changes.
public final class WebhookRules: Sendable {
    struct Snapshot: Sendable {
        let rules: AdmissionRules
        /// A counter for each rule, in the rules' order.
        let injections: [Counter]
    }

    private let snapshot: Mutex<Snapshot>
    private let metrics: WebhookMetrics

    /// Starts with `rules`.
    public init(_ rules: AdmissionRules, metrics: WebhookMetrics) {
        self.metrics = metrics
        snapshot = Mutex(Self.snapshot(of: rules, metrics))
    }

    /// Puts new rules in force for every request from now on.
    public func replace(with rules: AdmissionRules) {
        let new = Self.snapshot(of: rules, metrics)
        snapshot.withLock { $0 = new }
    }

    var current: Snapshot { snapshot.withLock { $0 } }

    private static func snapshot(of rules: AdmissionRules, _ metrics: WebhookMetrics) -> Snapshot {
        Snapshot(rules: rules, injections: rules.rules.map { metrics.injections.child($0.name) })
    }
}
