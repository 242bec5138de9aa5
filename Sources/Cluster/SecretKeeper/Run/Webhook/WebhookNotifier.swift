internal import EventLoop
internal import Injection
internal import Metrics

/// Tells the webhook what the watches show of namespaces, where it wants to know: compiled beside the loop, many changes at once.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class WebhookNotifier: @unchecked Sendable {
    /// The pause after each batch: as many changes as come within it cost one.
    private static let pause = Duration.milliseconds(50)
    /// With more that waits to be read, the watch of tenants' Secrets waits too.
    private static let unreadLimit = 32 << 20

    private let learn: NamespaceLearner?
    private let context: KeeperContext
    private let reporter: Reporter
    private var desk = NamespaceDesk()
    private var counts = TenantCounts()
    private let signal = LoopSignal()
    /// Secrets whose content is to be read again, and who is woken for them.
    private var missing = MissingTenants()
    private let missingSignal = LoopSignal()

    /// With a nil `learn` nothing is noted and nobody is told.
    init(_ learn: NamespaceLearner?, context: KeeperContext, reporter: Reporter) {
        self.learn = learn
        self.context = context
        self.reporter = reporter
    }

    /// Whether anybody wants to know.
    var isWanted: Bool { learn != nil }

    /// Notes for which registries a namespace's labels are wrong; only where the webhook is called at all.
    func noteLabels(of namespace: String, _ plan: KeeperPlan) {
        guard isWanted else { return }
        desk.exclude(plan.registriesExcluded(from: namespace), from: namespace)
    }

    /// Notes a tenant's Secret.
    func note(_ secret: TenantSecret, in namespace: String) {
        desk.change(namespace) { $0.take(secret) }
    }

    /// Notes that there is no such Secret of a tenant any more.
    func noteNone(named secretName: String, in namespace: String) {
        desk.change(namespace) { $0.remove(secretName) }
    }

    /// Notes that tenants have these Secrets, by namespace, and no others; of one namespace, or of all.
    func noteOnly(_ names: [String: Set<String>], of namespace: String?) {
        for other in namespace.map({ [$0] }) ?? Array(desk.entries.keys) {
            desk.change(other) { $0.keep(names[other] ?? []) }
        }
    }

    /// Tells the owners of all Secrets with a fault of it, at the beginning of a term.
    func tellAll() {
        desk.tellAgain()
        publish()
    }

    /// Lets what was noted be compiled.
    func publish() { signal.fire() }

    /// Waits until what was noted of tenants has been read, as far as that is needed for an end of memory.
    func waitForRoom() async {
        while desk.unreadBytes > Self.unreadLimit, !Task.isCancelled { await context.sleep(Self.pause) }
    }

    /// Compiles what is noted and tells the webhook, until the task is cancelled.
    func run() async {
        guard let learn else { return }
        while !Task.isCancelled {
            let jobs = desk.take(at: context.loop.preciseNow())
            guard !jobs.isEmpty else {
                await signal.wait(until: desk.nextDue ?? .never, on: context.loop)
                continue
            }
            let done = await context.beside {
                let done = jobs.map { ($0, $0.tenants.map(CompiledTenants.init)) }
                var changes: [String: NamespaceFacts?] = [:]
                for (job, compiled) in done {
                    let facts = NamespaceFacts(
                        excludedRegistries: job.excluded,
                        compiledTenants: compiled?.rules ?? job.rules
                    )
                    changes.updateValue(facts.isEmpty ? nil : facts, forKey: job.namespace)
                }
                learn(changes)
                return done.compactMap { job, compiled in compiled.map { (job.namespace, $0) } }
            }
            for (namespace, compiled) in done { finish(namespace, compiled) }
            await context.sleep(Self.pause)
        }
    }

    private func finish(_ namespace: String, _ compiled: CompiledTenants) {
        let before = desk.entries[namespace]?.counts ?? TenantCounts()
        let now = context.loop.preciseNow()
        for report in desk.reports(namespace, compiled.reports, now: now) { reporter.tell(report, in: namespace) }
        desk.finish(namespace, compiled)
        count(before, desk.entries[namespace]?.counts ?? TenantCounts())
        noteMissing(in: namespace)
    }

    private func count(_ before: TenantCounts, _ after: TenantCounts) {
        guard before != after else { return }
        counts.used += after.used - before.used
        counts.unusable += after.unusable - before.unusable
        counts.beyond += after.beyond - before.beyond
        let family = context.metrics.tenantSecrets
        family.child("used").set(Int64(counts.used))
        family.child("unusable").set(Int64(counts.unusable))
        family.child("beyond_limit").set(Int64(counts.beyond))
    }

    /// Lets the Secrets of a namespace be read whose content is to be used and was not kept.
    func noteMissing(in namespace: String) {
        missing.set(desk.entries[namespace]?.tenants.missing ?? [], of: namespace)
        missingSignal.fire()
    }

    /// Waits for Secrets whose content is to be read again, and takes one.
    func nextMissing() async -> MissingTenant? {
        if let next = missing.popFirst() { return next }
        await missingSignal.wait()
        return missing.popFirst()
    }
}

extension KeeperPlan {
    /// The registries whose rule leaves a namespace out by its labels; none for one that is not opted in or not known.
    func registriesExcluded(from namespace: String) -> Set<String> {
        guard let row = copies.rows[namespace], copies.namespaces[row].isSelected else { return [] }
        let labels = copies.namespaces[row].labels
        return Set(
            copies.secretNames.lazy.filter { $0.isCurrent && !$0.condition.fits(labels) }.compactMap(\.purpose.registry)
        )
    }
}
