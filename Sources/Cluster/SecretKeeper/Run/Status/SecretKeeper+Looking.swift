internal import EventLoop
internal import Kubernetes

extension SecretKeeper {
    /// Watches what a keeper watches and writes nothing, for somebody who asks how things stand: the same plan, by the same watches.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. No election, no hints, no Events: those are a replica's.
    ///
    /// - Parameters:
    ///   - limit: how long it waits for what does not answer.
    ///   - body: run once everything has been read, or cannot be; when it returns, all watches end.
    package func look(atMost limit: Duration, then body: @escaping @Sendable () async -> Void) async {
        let copyWatch = CopyWatch(context: context, runner: runner, failures: failures)
        let copies = KeyedTasks(loop: context.loop) { name in await copyWatch.run(named: name) }
        let deadline = context.loop.preciseNow().advanced(by: limit)
        await withDiscardingTaskGroup { group in
            let watches = NamespaceWatch(
                context: context,
                runner: runner,
                notifier: notifier,
                failures: failures,
                slips: slips,
                observers: [],
                onReading: {}
            )
            group.addTask { await watches.run() }
            group.addTask { await self.masterWatch.run() }
            var hasBegun = false
            let (isOver, signal) = (OverFlag(), signal)
            while !Task.isCancelled, !isOver.isSet {
                copies.want(runner.plan.watchedNames)
                runner.plan.tick(now: runner.now)
                // Nobody is told: the replicas have noticed the same.
                _ = runner.plan.takeNotices()
                if !hasBegun, hasLooked || context.loop.preciseNow() >= deadline {
                    hasBegun = true
                    group.addTask {
                        await body()
                        isOver.isSet = true
                        signal.fire()
                    }
                }
                await signal.wait(until: min(runner.nextLook(), hasBegun ? .never : deadline), on: context.loop)
            }
            group.cancelAll()
        }
        await copies.end()
    }

    /// Whether everything has been read, but for what the API server refuses for good.
    var hasLooked: Bool {
        let plan = runner.plan
        let only = context.options.onlyNamespaces
        // What the server refuses for good will not come by waiting.
        func isSettled(_ isSynced: Bool, _ subject: String) -> Bool {
            isSynced || failures.all[subject].map { !$0.isTransient } ?? false
        }
        return isSettled(plan.watches.areNamespacesSynced, NamespaceWatch.subject)
            && isSettled(plan.watches.areMastersSynced, masterWatch.subject)
            && plan.copies.secretNames.indices.allSatisfy { column in
                let name = plan.copies.secretNames[column]
                guard name.purpose.isAlso else {
                    guard !only.isEmpty else { return isSettled(name.isSynced, CopyWatch.subject(name.secretName)) }
                    return zip(only, CopyWatch.subjects(name.secretName, in: only)).allSatisfy {
                        isSettled(name.isSynced || name.listed.contains($0), $1)
                    }
                }
                return plan.places(ofColumn: column).allSatisfy {
                    isSettled(name.places.listed.contains($0.namespace), CopyWatch.subject($0.text))
                }
            }
    }
}

/// Whether the body of a look has returned; used on one loop only, hence the unchecked conformance.
private final class OverFlag: @unchecked Sendable {
    var isSet = false
}
