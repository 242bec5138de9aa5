internal import Configuration
internal import Controllers
internal import EventLoop
internal import Images
internal import Kubernetes
internal import Logging
internal import Metrics
internal import Synchronization

extension SecretKeeper: Controller {
    /// Runs as one of several replicas until the task is cancelled; started as a task on the loop.
    ///
    /// Errors are reported and tried again, for ever; a leader's work ends at its renew deadline.
    package func run() async {
        await run { [self] in
            await leadership.run(telling: controllers + [self]) { [onOwnNamespace] isThere in onOwnNamespace?(isThere) }
        }
    }

    /// This replica leads from now on, or does no longer; on the loop, by its own election.
    package func lead(_ leads: Bool) async {
        if leads {
            leader.begin { [leadership] in leadership.isLeader }
            unreadable.tellAll()
            slips.tellAll()
            notifier.tellAll()
        } else {
            await leader.end()
        }
    }
}

extension SecretKeeper {
    /// Watches and works until the task is cancelled, with something beside it that says when this replica leads.
    func run(beside election: @escaping @Sendable () async -> Void) async {
        let copyWatch = CopyWatch(context: context, runner: runner, failures: failures)
        let copies = KeyedTasks(loop: context.loop) { name in await copyWatch.run(named: name) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchNamespaces() }
            group.addTask { await self.masterWatch.run() }
            group.addTask { await self.watchTenants() }
            group.addTask { await self.notifier.run() }
            group.addTask { await self.lacks.run() }
            group.addTask { await self.takeHints() }
            group.addTask { await self.proof.run() }
            group.addTask { await self.reporter.writeEvents(idle: self.signal) }
            for _ in 0..<2 { group.addTask { await self.copyWriter.work(upTo: .hinted) } }
            group.addTask { await election() }
            while !Task.isCancelled {
                takeConfiguration()
                copies.want(runner.plan.watchedNames)
                runner.plan.tick(now: runner.now)
                noteLacks()
                for hint in runner.plan.takeUnproven() { proof.add(hint) }
                runner.followUp()
                slips.tellUntold()
                let look = left.look(now: runner.now.steady)
                await signal.wait(until: min(runner.nextLook(), look ?? .never), on: context.loop)
            }
            group.cancelAll()
        }
        await copies.end()
    }

    private func noteLacks() {
        guard let lacking = runner.plan.registriesWithoutCredential(now: runner.now) else { return }
        lacks.note(lacking)
        runner.plan.forgetNeeds(now: runner.now)
    }

    private func watchNamespaces() async {
        await NamespaceWatch(
            context: context,
            runner: runner,
            notifier: notifier,
            failures: failures,
            slips: slips,
            observers: controllers.compactMap { $0 as? any NamespaceObserver },
            onReading: onNamespaces
        ).run()
    }

    private func watchTenants() async {
        guard runner.plan.configuration.keeper.tenantSecretsEnabled, notifier.isWanted else { return }
        await TenantWatch(context: context, notifier: notifier, failures: failures).run()
    }

    /// So many hints are taken before others have their turn on the loop.
    private static let hintsAtOnce = 256

    /// Hands hints to the plan, which knows what is wanted.
    private func takeHints() async {
        while !Task.isCancelled {
            let batches = await hints.next()
            // They may be of rules that are newer than the plan.
            takeConfiguration()
            var count = 0
            for batch in batches {
                for (namespace, registries) in batch.byNamespace {
                    for position in registries {
                        hint(namespace, batch.name(at: position))
                        count += 1
                        // There may be very many, of anybody, and the Lease is renewed on this loop.
                        if count.isMultiple(of: Self.hintsAtOnce) { await Task.yield() }
                    }
                }
            }
            runner.changed()
        }
    }

    private func hint(_ namespace: String, _ registry: String?) {
        if let registry, runner.plan.needsProof(namespace: namespace, registry: registry) {
            return proof.add(UnprovenHint(namespace: namespace, registry: registry))
        }
        let isWanted = registry.map { runner.plan.hint(namespace: namespace, registry: $0, now: runner.now) } ?? false
        if isWanted, let registry { runner.plan.noteNeed(namespace: namespace, registry: registry, now: runner.now) }
        context.metrics.hints.child(isWanted ? "accepted" : "dropped").increment()
    }

    private func takeConfiguration() {
        let new = inbox.withLock { $0.take() }
        guard let new else { return }
        runner.plan.reconfigure(new, inputs: fetchers.prepare(new), now: runner.now)
        hints.forgetSettled()
        for namespace in runner.plan.copies.rows.keys { notifier.noteLabels(of: namespace, runner.plan) }
        notifier.publish()
        context.logger.info("configuration taken: \(runner.plan)")
        runner.leaderSignal.fire()
    }
}
