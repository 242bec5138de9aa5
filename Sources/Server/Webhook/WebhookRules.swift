package import Admission
package import Injection
internal import Metrics
internal import Synchronization

/// The rules in force, replaced as a whole when the configuration or what is known of the namespaces changes.
package final class WebhookRules: Sendable {
    struct Snapshot: Sendable {
        let rules: AdmissionRules
        /// A counter for each rule, in the rules' order.
        let injections: [Counter]
        /// The rules' names in their order: what the positions of an answer mean.
        let names: [String]
    }

    private struct State {
        var snapshot: Snapshot
        var facts: [String: NamespaceFacts] = [:]
    }

    private let state: Mutex<State>
    private let metrics: WebhookMetrics

    /// Starts with `rules`, and knows no namespace.
    package init(_ rules: AdmissionRules, metrics: WebhookMetrics) {
        self.metrics = metrics
        state = Mutex(State(snapshot: Self.snapshot(of: rules, metrics)))
    }

    /// Puts new rules in force for every request from now on; what is known of namespaces stays.
    package func replace(with rules: AdmissionRules) {
        let new = Self.snapshot(of: rules, metrics)
        state.withLock { state in
            let facts = state.facts.mapValues { Optional($0.rules(among: rules.rules)) }
            state.snapshot = Snapshot(rules: rules.with(facts), injections: new.injections, names: new.names)
        }
    }

    /// Takes in what the watches show of namespaces; nil for what has nothing to say any more.
    package func learn(_ changes: [String: NamespaceFacts?]) {
        state.withLock { state in
            let before = state.snapshot
            let rules = before.rules
            for (namespace, facts) in changes { state.facts[namespace] = facts }
            let changed = rules.with(changes.mapValues { $0?.rules(among: rules.rules) })
            state.snapshot = Snapshot(rules: changed, injections: before.injections, names: before.names)
        }
    }

    var current: Snapshot { state.withLock { $0.snapshot } }

    private static func snapshot(of rules: AdmissionRules, _ metrics: WebhookMetrics) -> Snapshot {
        let names = rules.rules.map(\.name)
        return Snapshot(rules: rules, injections: names.map { metrics.injections.child($0) }, names: names)
    }
}
