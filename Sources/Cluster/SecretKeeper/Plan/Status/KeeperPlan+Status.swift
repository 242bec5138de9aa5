internal import Configuration
internal import EventLoop
internal import Images
internal import Status
internal import Text

/// What operators are told of the registries and of the namespaces that lack something.
///
/// Nothing here walks through all copies unless the totals say that some are missing: whoever asks for a page must not cost a scan.
extension KeeperPlan {
    /// A row for each configured registry, in the configuration's order; without what the masters' annotations say.
    ///
    /// - Parameters:
    ///   - now: both clocks.
    ///   - knowsCopies: whether this plan is the one that knows who has what: the leader's, or that of a command.
    /// - Returns: the rows.
    func registryStatuses(now: PlanTime, knowsCopies: Bool) -> [RegistryStatus] {
        configuration.registries.map { registry in
            var status = RegistryStatus(
                name: registry.name,
                kind: registry.credentials?.kind ?? "",
                secretName: registry.secretName,
                matchImages: registry.matchImages.map(\.text),
                isPerNamespace: registry.isPerNamespace
            )
            let state = credentials[registry.name]
            status.readiness = readiness(of: registry, state, now: now)
            if let master = state?.master, !master.isMark {
                status.revision = master.revision
                status.fetchedAt = master.fetchedAt
                status.expiresAt = master.expiresAt
            }
            status.failingSince = state?.failing.since
            status.probe = state?.probe
            if isLeader, watches.areMastersSynced {
                // A time of the steady clock, shown on the one that people have.
                status.nextFetch = state?.nextFetch(now: now, margin: margin(of: registry.name))
                    .map { now.wall + max(.zero, $0 - now.steady) }
            }
            if knowsCopies { status.copies = copies.columns[registry.secretName].flatMap(numbers) }
            return status
        }
    }

    private func readiness(of registry: Registry, _ state: CredentialState?, now: PlanTime) -> RegistryStatus.Readiness
    {
        guard watches.areMastersSynced else { return .unknown }
        guard let state, let master = state.master else { return .none }
        guard state.isMasterCurrent else { return .outdated }
        let tally = copies.columns[registry.secretName].map { copies.secretNames[$0].tally } ?? CopyTally()
        if registry.isPerNamespace { return tally.wanted > 0 && tally.present == 0 ? .none : .ready }
        return master.expiresAt ?? .distantFuture > now.wall ? .ready : .ended
    }

    /// The numbers of the anonymous try; nil where there is none.
    var anonymousNumbers: CopyNumbers? { anonymousTry.column.flatMap(numbers) }

    private func numbers(_ column: Int) -> CopyNumbers? {
        let name = copies.secretNames[column]
        guard name.isCurrent, name.isSynced || !name.listed.isEmpty, watches.areNamespacesSynced,
            watches.areMastersSynced
        else { return nil }
        let missing = MissingReason.allCases.map { MissingCount($0, name.tally[$0]) }.filter { $0.count > 0 }
        return CopyNumbers(present: name.tally.present, missing: missing)
    }

    /// How many namespaces are opted in.
    var selectedNamespaces: Int { copies.namespaces.count { $0.isWritable && $0.isSelected } }

    /// The namespaces that lack a Secret, by name: those that need a hand before those that wait for their turn.
    ///
    /// - Parameter limit: how many are told one by one.
    /// - Returns: them, and how many more there are.
    func lackingNamespaces(atMost limit: Int) -> (named: [NamespaceStatus], further: Int) {
        let columns = copies.secretNames.indices.filter {
            copies.secretNames[$0].isCurrent
                && copies.secretNames[$0].tally.wanted > copies.secretNames[$0].tally.present
        }
        guard !columns.isEmpty else { return ([], 0) }
        var stuck: [NamespaceStatus] = []
        var waiting: [NamespaceStatus] = []
        var total = 0
        for row in copies.namespaces.indices {
            var lacks: [NamespaceStatus.Lack] = []
            for column in columns {
                guard case .missing(let reason) = copies.namespaces[row].copies[column].presence else { continue }
                let name = copies.secretNames[column]
                lacks.append(.init(registry: name.purpose.label, secretName: name.secretName, reason: reason))
            }
            guard !lacks.isEmpty else { continue }
            total += 1
            let status = NamespaceStatus(name: copies.namespaces[row].name, lacks: lacks)
            if status.isWaiting {
                if waiting.count < limit { waiting.append(status) }
            } else if stuck.count < limit {
                stuck.append(status)
            }
        }
        let named = Array((stuck + waiting).prefix(limit))
        return (named.sorted { $0.name < $1.name }, total - named.count)
    }

    /// Takes in what a registry said of a new credential that is to have this revision; nil where it was not asked.
    mutating func probed(_ registry: String, _ probe: ProbeStatus?, of revision: String) {
        credentials[registry]?.probed(probe, of: revision)
    }
}
