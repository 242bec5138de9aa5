internal import Controllers
internal import EventLoop
internal import Metrics

/// The plan of a running keeper, and who is woken when it has changed.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class PlanRunner: @unchecked Sendable {
    private let context: KeeperContext
    private let reporter: Reporter
    private let hints: HintQueue
    /// Wakes the keeper's main loop.
    private let signal: LoopSignal
    /// Wakes the leader.
    let leaderSignal = LoopSignal()

    /// Whoever changes it says so: ``changed()``.
    var plan: KeeperPlan
    /// Workers that wait for work, with the last level that they take.
    private var idle: [(worker: LoopSignal, last: PlannedWork.Level)] = []

    init(_ plan: KeeperPlan, context: KeeperContext, reporter: Reporter, hints: HintQueue, signal: LoopSignal) {
        self.plan = plan
        self.context = context
        self.reporter = reporter
        self.hints = hints
        self.signal = signal
    }

    /// Lets the main loop look at the plan; it looks by itself where something is due.
    func wake() { signal.fire() }

    /// Both clocks now.
    var now: PlanTime { context.now }

    /// The plan has changed: does what ``followUp()`` does, and lets the main loop and the leader look at it.
    func changed() {
        hints.forgetSettled()
        followUp()
        signal.fire()
        leaderSignal.fire()
    }

    /// Follows up a change of the plan: notices, numbers, workers.
    func followUp() {
        for notice in plan.takeNotices() { reporter.report(notice) }
        context.metrics.queueDepth.set(Int64(plan.queue.count + plan.own.queue.count))
        let failing = plan.failingOwn
        context.metrics.registries.show(failing: failing)
        for registry in failing.keys {
            context.metrics.registries.show(stale: plan.staleTime(of: registry), of: registry)
        }
        if let start = plan.nextOwnStart(now: now), start <= now.steady { leaderSignal.fire() }
        context.metrics.backingOff.set(Int64(plan.backingOff.count))
        for report in plan.takeSpreading() { context.metrics.show(report) }
        context.metrics.registries.show(readyUntil: plan.readyUntil)
        context.metrics.registries.show(refreshesDue: plan.refreshesDue(now: now))
        context.metrics.registries.show(plan.isLeader ? plan.copyCounts : [])
        context.metrics.copies.set(Int64(plan.removals.ours))
        context.metrics.held.set(Int64(plan.removals.held.count))
        guard plan.hasWork() else { return }
        // Only who can take it: the others would look, find nothing and look again without end.
        let wakeable = idle.filter { plan.hasWork(upTo: $0.last) }
        guard !wakeable.isEmpty else { return }
        idle.removeAll { plan.hasWork(upTo: $0.last) }
        for entry in wakeable { entry.worker.fire() }
    }

    /// Waits until there may be work again that is not past `last`; each worker with a signal of its own.
    func waitForWork(upTo last: PlannedWork.Level, _ worker: LoopSignal) async {
        idle.append((worker, last))
        await worker.wait()
        idle.removeAll { $0.worker === worker }
    }

    /// When to look at the plan again: what it asks for, but within a minute, since the wall clock may jump.
    func nextLook() -> LoopInstant {
        let now = now
        return min(plan.nextWake(now: now) ?? .never, now.steady + ControllerLoop.longestWait)
    }
}
