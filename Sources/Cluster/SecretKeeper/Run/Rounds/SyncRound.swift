internal import Controllers
internal import EventLoop
internal import Kubernetes

extension SecretKeeper {
    /// Does one round without an election, and ends: fetches what is due, and brings all Secrets to what they should be.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. A Secret that nobody wants goes only where `removeAfter` is 0,
    /// since a round has no memory, or where removals are confirmed.
    ///
    /// - Parameters:
    ///   - limit: when it gives up; what is missing is in the report's problems.
    ///   - contactLimit: when it gives up if there was no answer of the API server at all.
    /// - Returns: what it did, and what is not as it should be.
    package func syncOnce(
        limit: Duration = .seconds(600),
        contactLimit: Duration = .seconds(30)
    ) async -> SyncReport {
        runner.plan.identity.isRound = true
        let loop = context.loop
        let start = loop.preciseNow()
        let deadline = start.advanced(by: limit)
        let contactDeadline = start.advanced(by: contactLimit)
        let done = LoopSignal()
        let round = Task(executorPreference: loop) {
            await self.run { [self] in
                leader.begin { true }
                while !Task.isCancelled {
                    let now = loop.preciseNow()
                    if isRoundDone || now >= deadline || now >= contactDeadline && isServerSilent { done.fire() }
                    let soon = loop.preciseNow().advanced(by: .milliseconds(100))
                    await loop.sleep(until: min(soon, max(deadline, soon)))
                }
                await leader.end()
            }
        }
        await done.wait()
        var report = reporter.outcomes
        report.copies = runner.plan.removals.ours
        report.undone = runner.plan.backingOff.count
        report.problems = failures.all.map { "\($0.key): \($0.value)" }.sorted()
        report.isServerSilent = isServerSilent
        if report.isServerSilent {
            report.problems.append("no answer from the API server within \(contactLimit)")
        } else if loop.preciseNow() >= deadline, !isRoundDone {
            report.problems.append("not done within \(limit)")
        }
        reporter.outcomes = report
        round.cancel()
        await round.value
        return reporter.outcomes
    }

    /// Whether the API server has answered nothing yet, not even with a refusal.
    private var isServerSilent: Bool {
        let plan = runner.plan
        return !plan.watches.areNamespacesSynced && !plan.watches.areMastersSynced
            && plan.copies.secretNames.allSatisfy { !$0.isSynced }
            && failures.all.values.allSatisfy(\.isUnanswered)
    }

    private var isRoundDone: Bool {
        let plan = runner.plan
        guard refresher.isIdle, upkeep.isIdle, reporter.events.isEmpty, plan.queue.isEmpty,
            plan.own.queue.isEmpty, plan.busy == 0
        else {
            return false
        }
        guard hasLooked else { return false }
        guard plan.isLeader else { return !plan.watches.areMastersSynced }
        guard plan.watches.areMastersSynced else { return true }
        guard !plan.registriesToRemember.contains(where: { masters.unwritable[$0] == nil }) else { return false }
        let now = runner.now
        return !plan.isFetchWanted && plan.nextFetchTime(now: now) ?? .never > now.steady
    }
}
