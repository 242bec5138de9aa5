package import Admission
package import Injection
internal import Metrics
internal import Synchronization

/// The rules in force, replaced as a whole when the configuration or what is known of the namespaces changes.
///
/// A review takes the snapshot in force and nothing else: what it costs to make a new one, and to free an old one, is paid by whoever
/// brings the change.
package final class WebhookRules: Sendable {
    /// Rules, and what counts them.
    final class Snapshot: Sendable {
        let rules: AdmissionRules
        /// A counter for each rule, in the rules' order.
        let injections: [Counter]
        /// The rules' names in their order: what the positions of an answer mean.
        let names: [String]

        init(rules: AdmissionRules, injections: [Counter], names: [String]) {
            self.rules = rules
            self.injections = injections
            self.names = names
        }
    }

    /// What only those who bring changes see, one after the other.
    private struct Making {
        var facts: [String: NamespaceFacts] = [:]
        /// Registries without a credential.
        var lacking: Set<String> = []
        /// The last few that were replaced: whoever still answers by one must not be the one that frees it.
        var retired: [Snapshot] = []
    }

    private static let retiredCount = 4

    /// Held for as long as a change takes; no review waits for it.
    private let making = Mutex(Making())
    /// Held to read or replace a reference.
    private let inForce: Mutex<Snapshot>
    private let metrics: WebhookMetrics

    /// Starts with `rules`, and knows no namespace.
    package init(_ rules: AdmissionRules, metrics: WebhookMetrics) {
        self.metrics = metrics
        inForce = Mutex(Self.snapshot(of: rules, metrics))
    }

    /// Puts new rules in force for every request from now on; what is known of namespaces stays.
    ///
    /// Takes time for each namespace that is known: not to be called on an event loop.
    package func replace(with rules: AdmissionRules) {
        making.withLock { making in
            let facts = making.facts.mapValues { Optional($0.rules(among: rules.rules)) }
            put(Self.snapshot(of: rules.with(facts).lacking(credentialsOf: making.lacking), metrics), &making)
        }
    }

    /// Takes in what the watches show of namespaces; nil for what has nothing to say any more.
    ///
    /// Takes time for each namespace that is known: not to be called on an event loop.
    package func learn(_ changes: [String: NamespaceFacts?]) {
        making.withLock { making in
            let before = current
            for (namespace, facts) in changes { making.facts[namespace] = facts }
            let rules = before.rules.rules
            let changed = before.rules.with(changes.mapValues { $0?.rules(among: rules) })
            put(Snapshot(rules: changed, injections: before.injections, names: before.names), &making)
        }
    }

    /// Takes in which registries have no credential now, by name: whoever creates a Pod that needs one is told.
    package func learn(lacking registries: Set<String>) {
        making.withLock { making in
            making.lacking = registries
            let before = current
            let rules = before.rules.lacking(credentialsOf: registries)
            put(Snapshot(rules: rules, injections: before.injections, names: before.names), &making)
        }
    }

    /// The snapshot in force.
    var current: Snapshot { inForce.withLock { $0 } }

    private func put(_ new: Snapshot, _ making: inout Making) {
        let old = inForce.withLock { snapshot in
            defer { snapshot = new }
            return snapshot
        }
        making.retired.append(old)
        if making.retired.count > Self.retiredCount { making.retired.removeFirst() }
    }

    private static func snapshot(of rules: AdmissionRules, _ metrics: WebhookMetrics) -> Snapshot {
        let names = rules.rules.map(\.name)
        return Snapshot(rules: rules, injections: names.map { metrics.injections.child($0) }, names: names)
    }
}
