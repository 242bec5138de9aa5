/// Housekeeping on masters, as the leader: what was deleted comes back, and names that are gone go.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class MasterUpkeep: @unchecked Sendable {
    private let runner: PlanRunner
    private let writer: MasterWriter
    private let fetchers: RegistryFetchers
    /// Registries on whose master a task is at work.
    private var busy: Set<String> = []
    /// Registries whose master was given labels: once, whoever takes them away again.
    private var labelled: Set<String> = []

    init(runner: PlanRunner, writer: MasterWriter, fetchers: RegistryFetchers) {
        self.runner = runner
        self.writer = writer
        self.fetchers = fetchers
    }

    /// Whether no task is at work.
    var isIdle: Bool { busy.isEmpty }

    /// What is to be done now and not yet being done.
    func takeTasks() -> [@Sendable () async -> Void] {
        var tasks: [@Sendable () async -> Void] = []
        func add(_ registry: String, _ body: @escaping @Sendable () async -> Void) {
            guard busy.insert(registry).inserted else { return }
            tasks.append { [self] in
                await body()
                busy.remove(registry)
                runner.changed()
            }
        }
        for chore in runner.plan.masterChores() {
            switch chore {
            case .rename(let registry, let names, let anonymousNames, let alsoPlaces):
                guard var record = writer.masters.records[registry], record.exists,
                    writer.masters.edited[registry] == nil
                else {
                    continue
                }
                record.state.secretNames = names
                record.state.anonymousNames = anonymousNames
                record.state.alsoPlaces = alsoPlaces
                add(registry) { [writer, record] in await writer.rewrite(record, of: registry) }
            case .delete(let registry):
                guard let record = writer.masters.records[registry], record.exists else { continue }
                add(registry) { [writer] in await writer.delete(record, of: registry) }
            }
        }
        guard runner.plan.watches.areMastersSynced else { return tasks }
        for (registry, empty) in writer.masters.empty where fetchers.registries[registry] == nil {
            add(registry) { [writer] in await writer.delete(empty, of: registry) }
        }
        for (registry, record) in writer.masters.records where fetchers.registries[registry] != nil {
            guard !record.exists || !record.isLabelled && !labelled.contains(registry),
                runner.plan.credentials[registry]?.isFetching != true
            else { continue }
            if record.exists { labelled.insert(registry) }
            add(registry) { [writer] in await writer.rewrite(record, of: registry) }
        }
        return tasks
    }
}
