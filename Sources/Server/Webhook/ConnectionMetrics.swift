internal import HTTPServer
internal import Metrics

/// What is counted of the connections to one port of ours.
package struct ConnectionMetrics: Sendable {
    /// A port, by the name that it has in the label `listener` and in the log.
    package enum Listener: String, Sendable, CaseIterable {
        /// Admission reviews.
        case webhook
        /// Health and metrics.
        case operators
    }

    let listener: Listener
    let open: Gauge
    let opened: Counter
    private let refused: [ConnectionShortage.Reason: Counter]
    private let evicted: [ConnectionShortage.Reason: Counter]

    fileprivate init(_ listener: Listener, _ families: Families) {
        let name = listener.rawValue
        self.listener = listener
        open = families.open.child(name)
        opened = families.opened.child(name)
        // What alerts ask for must be there with 0 before the first event.
        let byReason = { (family: CounterFamily) in
            Dictionary(
                uniqueKeysWithValues: ConnectionShortage.Reason.allCases.map { ($0, family.child(name, $0.rawValue)) }
            )
        }
        refused = byReason(families.refused)
        evicted = byReason(families.evicted)
    }

    func countRefused(_ reason: ConnectionShortage.Reason) { refused[reason]?.increment() }
    func countEvicted(_ reason: ConnectionShortage.Reason) { evicted[reason]?.increment() }

    func refused(_ reason: ConnectionShortage.Reason) -> UInt64 { refused[reason]?.value ?? 0 }
    func evicted(_ reason: ConnectionShortage.Reason) -> UInt64 { evicted[reason]?.value ?? 0 }

    /// The families of all ports.
    struct Families {
        let open: GaugeFamily
        let opened: CounterFamily
        let refused: CounterFamily
        let evicted: CounterFamily

        init(in registry: MetricsRegistry) {
            let byListener = registry.labelled("listener")
            let byReason = registry.labelled("listener", "reason")
            open = byListener.gauges("pullpass_connections", help: "Open connections to a port.")
            opened = byListener.counters("pullpass_connections_opened", help: "Connections accepted.")
            refused = byReason.counters(
                "pullpass_connections_refused",
                help: "Connections turned away, by what there was too little of."
            )
            evicted = byReason.counters(
                "pullpass_connections_evicted",
                help: "Connections ended to make room for others, by what there was too little of."
            )
        }

        func metrics(of listener: Listener) -> ConnectionMetrics { ConnectionMetrics(listener, self) }
    }
}
