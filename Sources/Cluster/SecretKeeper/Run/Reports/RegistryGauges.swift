internal import Credentials
internal import Metrics
internal import Status
internal import Synchronization
internal import Text

/// Gauges of registries that have a series only where there is something to say: of their credentials, and of their copies.
///
/// Any thread.
final class RegistryGauges: Sendable {
    private struct State: Sendable {
        var clock = WallClock.system
        var readyUntil: [String: Timestamp] = [:]
        var expiry: [String: Timestamp] = [:]
        var copies: [CopyCounts] = []
    }

    private let state = Mutex(State())

    /// Adds the gauges to a registry; once for each.
    init(_ metrics: MetricsRegistry) {
        let labels = ["registry"]
        metrics.gauges(
            "pullpass_credential_ready",
            help:
                "1 where Pods can pull with the credential of a registry, as far as is known; 0 where none could be fetched, or the last one has ended.",
            labels: labels
        ) { [weak self] in self?.ready() ?? [] }
        metrics.gauges(
            "pullpass_credential_expiry_timestamp_seconds",
            unit: "seconds",
            help:
                "When the credential of a registry ends, in seconds since 1970; no series where it does not, or where there is none.",
            labels: labels
        ) { [weak self] in self?.expiries() ?? [] }
        metrics.gauges(
            "pullpass_keeper_copies_wanted",
            help: "Namespaces that should have the Secret of a registry; shown by the leader.",
            labels: labels
        ) { [weak self] in self?.counts { $0.wanted } ?? [] }
        metrics.gauges(
            "pullpass_keeper_copies_present",
            help:
                "Namespaces that have it, with the present credential or one that is replaced in its turn; shown by the leader.",
            labels: labels
        ) { [weak self] in self?.counts { $0.present } ?? [] }
        metrics.gauges(
            "pullpass_keeper_copies_missing",
            help:
                "Namespaces that should have it and do not, by reason; shown by the leader. Wanted are those present and those missing.",
            labels: ["registry", "reason"]
        ) { [weak self] in self?.missing() ?? [] }
    }

    /// Compares times with this clock from now on.
    func use(_ clock: WallClock) { state.withLock { $0.clock = clock } }

    /// Shows until when the credential of each configured registry can be used, see ``KeeperPlan/readyUntil``.
    func show(readyUntil: [String: Timestamp]) { state.withLock { $0.readyUntil = readyUntil } }

    /// Shows when the credential of a registry ends, in wall time; nil where it does not, or where there is none.
    func show(expiry: Timestamp?, of registry: String) {
        state.withLock { $0.expiry[registry] = expiry }
    }

    /// Shows who should have what, and has it not; empty where this replica does not lead.
    func show(_ copies: [CopyCounts]) { state.withLock { $0.copies = copies } }

    private typealias Values = [(labelValues: [String], value: Double)]

    private func ready() -> Values {
        let state = state.withLock(\.self)
        let now = state.clock.now()
        return state.readyUntil.sorted { $0.key < $1.key }.map { ([$0.key], $0.value > now ? 1 : 0) }
    }

    private func expiries() -> Values {
        state.withLock(\.expiry).sorted { $0.key < $1.key }.map {
            // What somebody wrote into the annotation may be any time.
            (
                [$0.key],
                Double(min(max($0.value.wholeSeconds, 0), FetchedCredential.latestEnd.wholeSeconds))
            )
        }
    }

    private func counts(_ value: (CopyTally) -> Int) -> Values {
        state.withLock(\.copies).map { ([$0.registry], Double(value($0.tally))) }
    }

    private func missing() -> Values {
        state.withLock(\.copies).flatMap { counts in
            MissingReason.allCases.map { ([counts.registry, $0.label], Double(counts.tally[$0])) }
        }
    }
}
