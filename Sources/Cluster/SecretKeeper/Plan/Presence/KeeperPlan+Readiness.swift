internal import Configuration
internal import EventLoop
internal import Text

extension KeeperPlan {
    /// Until when Pods can pull with the credential of each configured registry, as far as is known: in wall time, the distant past where
    /// there is none, and the distant future where it does not end.
    ///
    /// One of another configuration than the present is none, since no further namespace gets it. Where each namespace has its own, one that
    /// works is enough: those that do not are told and counted there.
    var readyUntil: [String: Timestamp] {
        var ends: [String: Timestamp] = [:]
        for registry in configuration.registries {
            guard watches.areMastersSynced, let state = credentials[registry.name],
                let master = state.master,
                state.isMasterCurrent
            else {
                ends[registry.name] = .distantPast
                continue
            }
            let tally =
                copies.columns[registry.secretName].map { copies.secretNames[$0].tally } ?? CopyTally()
            let isOwnMissing = registry.isPerNamespace && tally.wanted > 0 && tally.present == 0
            ends[registry.name] = isOwnMissing ? .distantPast : master.expiresAt ?? .distantFuture
        }
        return ends
    }

    /// A registry's master says that no credential could be fetched yet.
    mutating func neverWorked(_ registry: String) { credentials[registry]?.neverWorked = true }
}
