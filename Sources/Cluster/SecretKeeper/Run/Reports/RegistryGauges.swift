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
        var refreshesDue: [String: Timestamp] = [:]
        var copies: [CopyCounts] = []
        var failing: [String: Int] = [:]
        var stale: [String: Int64] = [:]
        var quotas: [String: PullQuota] = [:]
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
        ) { [weak self] in self?.times(\.expiry) ?? [] }
        metrics.gauges(
            "pullpass_credential_refresh_due_timestamp_seconds",
            unit: "seconds",
            help:
                "When the credential of a registry is to be replaced at the latest, in seconds since 1970, as far as this replica knows; no series where it "
                + "has no end, or where the last fetch failed.",
            labels: labels
        ) { [weak self] in self?.times(\.refreshesDue) ?? [] }
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
        addLeadersOwn(metrics, labels)
    }

    /// Adds what only a leader finds out: a replica that leads no more has no series of them, and none that it once had.
    private func addLeadersOwn(_ metrics: MetricsRegistry, _ labels: [String]) {
        metrics.gauges(
            "pullpass_credential_namespaces_failing",
            help:
                "Namespaces whose own credential cannot be fetched, of registries with perNamespace; an Event in each says why. Shown by the leader.",
            labels: labels
        ) { [weak self] in self?.values { $0.failing.mapValues(Double.init) } ?? [] }
        metrics.gauges(
            "pullpass_credential_stale_seconds",
            unit: "seconds",
            help:
                "For how long Secrets have a credential that has ended before each new one, since those of the registry live too short; 0 where they are "
                + "renewed in time. Shown by the leader.",
            labels: labels
        ) { [weak self] in self?.values { $0.stale.mapValues(Double.init) } ?? [] }
        metrics.gauges(
            "pullpass_registry_pull_quota_remaining",
            help:
                "Pulls that Docker Hub still allows in its window, for registries whose probe is on; shown by the leader.",
            labels: labels
        ) { [weak self] in self?.values { $0.quotas.mapValues { Double($0.remaining) } } ?? [] }
        metrics.gauges(
            "pullpass_registry_pull_quota_limit",
            help: "Pulls that Docker Hub allows in its window; shown by the leader.",
            labels: labels
        ) { [weak self] in self?.values { $0.quotas.mapValues { Double($0.limit) } } ?? [] }
    }

    /// Compares times with this clock from now on.
    func use(_ clock: WallClock) { state.withLock { $0.clock = clock } }

    /// Shows until when the credential of each configured registry can be used, see ``KeeperPlan/readyUntil``.
    func show(readyUntil: [String: Timestamp]) { state.withLock { $0.readyUntil = readyUntil } }

    /// Shows when the credential of a registry ends, in wall time; nil where it does not, or where there is none.
    func show(expiry: Timestamp?, of registry: String) {
        state.withLock { $0.expiry[registry] = expiry }
    }

    /// Shows when credentials are to be replaced at the latest, see ``KeeperPlan/refreshesDue(now:)``.
    func show(refreshesDue: [String: Timestamp]) { state.withLock { $0.refreshesDue = refreshesDue } }

    /// Shows who should have what, and has it not; empty where this replica does not lead.
    func show(_ copies: [CopyCounts]) { state.withLock { $0.copies = copies } }

    /// Shows how many namespaces cannot have their own credential; of registries that have none such nothing.
    func show(failing: [String: Int]) { state.withLock { $0.failing = failing } }

    /// Shows for how long copies have an ended credential before each new one; nil for a registry that is gone.
    func show(stale time: Duration?, of registry: String) {
        let seconds = time.map { min($0.roundedUpSeconds, FetchedCredential.latestEnd.wholeSeconds) }
        state.withLock { $0.stale[registry] = seconds }
    }

    /// Shows how many pulls are left, of all registries of which that is known.
    func show(quotas: [String: PullQuota]) { state.withLock { $0.quotas = quotas } }

    /// Shows no more what only a leader finds out.
    func endTerm() {
        state.withLock { ($0.failing, $0.stale, $0.quotas) = ([:], [:], [:]) }
    }

    private typealias Values = [(labelValues: [String], value: Double)]

    private func ready() -> Values {
        let state = state.withLock(\.self)
        let now = state.clock.now()
        return state.readyUntil.sorted { $0.key < $1.key }.map { ([$0.key], $0.value > now ? 1 : 0) }
    }

    private func times(_ times: (State) -> [String: Timestamp]) -> Values {
        times(state.withLock(\.self)).sorted { $0.key < $1.key }.map {
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

    private func values(_ values: (State) -> [String: Double]) -> Values {
        values(state.withLock(\.self)).sorted { $0.key < $1.key }.map { ([$0.key], $0.value) }
    }

    private func missing() -> Values {
        state.withLock(\.copies).flatMap { counts in
            MissingReason.allCases.map { ([counts.registry, $0.label], Double(counts.tally[$0])) }
        }
    }
}
