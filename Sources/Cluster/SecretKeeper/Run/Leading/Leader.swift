internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Metrics

/// The work of a leader, from the begin of its term to the end.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class Leader: @unchecked Sendable {
    private let context: KeeperContext
    private let runner: PlanRunner
    private let term: Term
    private let parts: Parts
    private var task: Task<Void, Never>?

    /// What a leader drives.
    struct Parts: Sendable {
        let masters: MasterWatch
        let upkeep: MasterUpkeep
        let copies: CopyWriter
        let fetchers: RegistryFetchers
        let refresher: Refresher
        let files: FileWatch
        let quotas: QuotaWatch
        let failures: WatchFailures
    }

    init(context: KeeperContext, runner: PlanRunner, term: Term, parts: Parts) {
        self.context = context
        self.runner = runner
        self.term = term
        self.parts = parts
    }

    /// Starts the leader's work, unless it goes on already.
    func begin(isLeading: @escaping @Sendable () -> Bool) {
        guard task == nil else { return }
        term.begin(isLeading)
        context.metrics.leader.set(1)
        task = Task(executorPreference: context.loop) { await self.lead() }
    }

    /// Ends the leader's work, requests under way included.
    func end() async {
        guard let task else { return }
        term.end()
        runner.plan.lead(false, now: runner.now)
        context.metrics.leader.set(0)
        task.cancel()
        await task.value
        self.task = nil
        context.metrics.registries.endTerm()
        runner.changed()
    }

    private func lead() async {
        // The term may have ended just as they were read.
        guard await readMasters(), !Task.isCancelled else { return }
        runner.plan.lead(true, now: runner.now)
        runner.changed()
        let watches = KeyedTasks(loop: context.loop) { [runner, parts] name in
            await parts.fetchers.sources.watch(name) {
                runner.plan.sourceChanged(name, now: runner.now)
                runner.changed()
            }
        }
        await withDiscardingTaskGroup { group in
            let parts = parts
            for _ in 0..<max(1, context.options.workers) { group.addTask { await parts.copies.work(upTo: .last) } }
            for _ in 0..<2 { group.addTask { await parts.copies.work(upTo: .repair) } }
            group.addTask { await parts.files.run() }
            group.addTask { await parts.quotas.run() }
            while !Task.isCancelled {
                watches.want(parts.fetchers.sourceNames)
                for task in parts.upkeep.takeTasks() { group.addTask { await task() } }
                for fetch in parts.refresher.takeDueFetches() { group.addTask { await fetch() } }
                for report in parts.refresher.takeSlowFetches() { group.addTask { await report() } }
                for work in parts.copies.takeOwnWork() { group.addTask { await work() } }
                await runner.leaderSignal.wait(until: runner.nextLook(), on: context.loop)
            }
            group.cancelAll()
            // Before the group waits for its tasks: a fetch may be waiting for a Secret that is not seen yet.
            await watches.end()
        }
    }

    /// Reads the masters once at the start of a term: with an older view of them than the last leader's, copies would be taken back
    /// to an older credential.
    private func readMasters() async -> Bool {
        var backoff = Backoff.server
        while !Task.isCancelled {
            do throws(KubernetesError) {
                try await parts.masters.readAll()
                return true
            } catch {
                parts.failures.watch(parts.masters.subject, is: .failing(error))
                await context.sleep(backoff.next(random: runner.plan.random.next()))
            }
        }
        return false
    }
}
