package import Configuration
package import Controllers
package import Credentials
package import Images
package import Kubernetes
package import Logging
internal import Metrics
internal import Sockets
internal import Synchronization

/// Makes and keeps the Secrets that the webhook injects: drives a ``KeeperPlan`` with what it watches, and does its work.
///
/// It and its parts run on its client's event loop; what other threads may call goes through `inbox`, `hints` and `signal`, which
/// have locks.
package final class SecretKeeper: Sendable {
    /// This replica's part in the election of a leader.
    package let leadership: Leadership

    let context: KeeperContext
    let runner: PlanRunner
    let reporter: Reporter
    let failures: WatchFailures
    let fetchers: RegistryFetchers
    let masters: Masters
    let masterWatch: MasterWatch
    let upkeep: MasterUpkeep
    let refresher: Refresher
    let leader: Leader
    private let term = Term()
    private let copyWriter: CopyWriter
    private let notifier: WebhookNotifier
    private let onLeadership: (@Sendable (Bool) -> Void)?
    private let onOwnNamespace: (@Sendable (Bool) -> Void)?

    /// A new configuration that waits to be taken.
    private let inbox = Mutex<Configuration?>(nil)
    private let hints: HintQueue
    /// Wakes the main loop.
    private let signal = LoopSignal()

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - configuration: valid, and for a cluster.
    ///   - options: who this replica is.
    ///   - client: made with `metrics` as its observer.
    ///   - clock: for expiries; delays run on the loop's clock.
    ///   - makeFetcher: usually Credentials' `makeFetcher(registry:environment:secrets:clock:http:)`.
    ///   - probe: tries new credentials out; nil to take them untried.
    ///   - quota: asks Docker Hub for its quota; nil for no such metrics.
    ///   - learn: told of each change of what namespaces mean for the webhook; nil for a namespace of which there is nothing
    ///     to say. Called on the loop.
    ///   - onLeadership: told on the loop when this replica begins to lead, and when it leads no longer; for other work that the
    ///     leader does.
    ///   - onOwnNamespace: told on the loop whether its own namespace is there, as often as the election shows it.
    ///   - files: where credentials' files are looked at for changes.
    ///   - metrics: where it counts.
    ///   - logger: what operators read; never holds a credential.
    package init(
        configuration: Configuration,
        options: KeeperOptions,
        client: KubernetesClient,
        clock: WallClock,
        makeFetcher: @escaping FetcherMaker,
        probe: CredentialProbe? = nil,
        quota: QuotaReader? = nil,
        learn: NamespaceLearner? = nil,
        onLeadership: (@Sendable (Bool) -> Void)? = nil,
        onOwnNamespace: (@Sendable (Bool) -> Void)? = nil,
        files: any ReloadFileSystem = LocalFileSystem(),
        metrics: KeeperMetrics,
        logger: Logger
    ) {
        let election = configuration.keeper.leaderElection
        context = KeeperContext(
            client: client,
            clock: clock,
            options: options,
            ownership: Ownership(namespace: options.ownNamespace, leaseName: election.leaseName),
            leaseName: election.leaseName,
            metrics: metrics,
            logger: logger
        )
        self.onLeadership = onLeadership
        self.onOwnNamespace = onOwnNamespace
        leadership = Leadership(context, election)
        failures = WatchFailures(logger: logger, signal: signal)
        hints = HintQueue(metrics: metrics)
        notifier = WebhookNotifier(learn)
        masters = Masters()
        reporter = Reporter(context: context, masters: masters)
        fetchers = RegistryFetchers(
            make: makeFetcher,
            sources: SourceSecrets(client: client, namespace: options.ownNamespace),
            clock: clock,
            loop: client.loop
        )
        runner = PlanRunner(
            KeeperPlan(
                configuration: configuration,
                inputs: fetchers.prepare(configuration),
                identity: KeeperPlan.Identity(
                    ownNamespace: options.ownNamespace,
                    confirmsRemoval: options.confirmsRemoval
                ),
                seed: options.seed
            ),
            context: context,
            reporter: reporter,
            hints: hints,
            signal: signal
        )
        masterWatch = MasterWatch(
            context: context,
            runner: runner,
            masters: masters,
            fetchers: fetchers,
            failures: failures
        )
        let masterWriter = MasterWriter(context: context, runner: runner, masters: masters, term: term)
        upkeep = MasterUpkeep(runner: runner, writer: masterWriter, fetchers: fetchers)
        copyWriter = CopyWriter(context: context, runner: runner, reporter: reporter, masters: masters, term: term)
        refresher = Refresher(
            context: context,
            runner: runner,
            reporter: reporter,
            fetchers: fetchers,
            writer: masterWriter,
            probe: probe
        )
        leader = Leader(
            context: context,
            runner: runner,
            term: term,
            parts: Leader.Parts(
                masters: masterWatch,
                upkeep: upkeep,
                copies: copyWriter,
                fetchers: fetchers,
                refresher: refresher,
                files: FileWatch(context: context, runner: runner, fetchers: fetchers, files: files),
                quotas: QuotaWatch(context: context, fetchers: fetchers, quota: quota),
                failures: failures
            )
        )
    }

    /// Runs as one of several replicas until the task is cancelled; started as a task on the loop.
    ///
    /// Errors are reported and tried again, for ever; a leader's work ends at its renew deadline.
    package func run() async {
        await run { [self] in
            await leadership.run(telling: [self]) { [onOwnNamespace] isThere in onOwnNamespace?(isThere) }
        }
    }

    /// Takes a new, valid configuration.
    ///
    /// From any thread; before the webhook has its rules, so that no hint of it is dropped. The lease's name stays what it was.
    package func reload(_ configuration: Configuration) {
        inbox.withLock { $0 = configuration }
        signal.fire()
    }

    /// Tells that a Pod of a namespace needs the Secrets of these registries.
    ///
    /// From any thread; never waits. What is not wanted by the plan anyway is dropped and counted.
    ///
    /// - Parameters:
    ///   - namespace: the Pod's.
    ///   - registries: positions in `names`; those past its end mean nothing.
    ///   - names: the registries' names in the order of the rules that answered; the same array for the same rules, so that nothing has
    ///     to be compared.
    package func hint(namespace: String, registries: RegistrySet, names: [String]) {
        hints.add(namespace: namespace, registries: registries, names: names)
    }

    /// Takes everything of ours away: the copies of all names that we have or had, then the masters.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. Replicas that run are deposed first: the Lease is taken from
    /// their leader and held for two minutes, so that nothing is written back until they have been stopped. Somebody else's
    /// Secrets stay.
    ///
    /// - Returns: how many Secrets it removed, and how many of our names it left since they are not ours.
    /// - Throws: where the API server refuses; what was removed until then is gone.
    package func removeAll() async throws(KubernetesError) -> SyncReport {
        var removal = CompleteRemoval(
            context: context,
            election: runner.plan.configuration.keeper.leaderElection,
            masters: masterWatch.target,
            secretNames: Set(runner.plan.copies.secretNames.map(\.secretName))
        )
        return try await removal.run()
    }

    /// Watches and works until the task is cancelled, with something beside it that says when this replica leads.
    func run(beside election: @escaping @Sendable () async -> Void) async {
        let copyWatch = CopyWatch(context: context, runner: runner, failures: failures)
        let copies = KeyedTasks(loop: context.loop) { name in await copyWatch.run(named: name) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchNamespaces() }
            group.addTask { await self.masterWatch.run() }
            group.addTask { await self.watchTenants() }
            group.addTask { await self.takeHints() }
            group.addTask { await self.reporter.writeEvents(idle: self.signal) }
            for _ in 0..<2 { group.addTask { await self.copyWriter.work(upTo: .hinted) } }
            group.addTask { await election() }
            while !Task.isCancelled {
                takeConfiguration()
                copies.want(runner.plan.watchedNames)
                runner.plan.tick(now: runner.now)
                runner.followUp()
                await signal.wait(until: runner.nextLook(), on: context.loop)
            }
            group.cancelAll()
        }
        await copies.end()
    }

    private func watchNamespaces() async {
        await NamespaceWatch(context: context, runner: runner, notifier: notifier, failures: failures).run()
    }

    private func watchTenants() async {
        guard runner.plan.configuration.keeper.tenantSecretsEnabled, notifier.isWanted else { return }
        let watch = TenantWatch(
            context: context,
            notifier: notifier,
            reporter: reporter,
            failures: failures,
            term: term
        )
        await watch.run()
    }

    /// Hands hints to the plan, which knows what is wanted.
    private func takeHints() async {
        while !Task.isCancelled {
            let batches = await hints.next()
            // They may be of rules that are newer than the plan.
            takeConfiguration()
            for batch in batches {
                for (namespace, registries) in batch.byNamespace {
                    for position in registries { hint(namespace, batch.name(at: position)) }
                }
            }
            runner.changed()
        }
    }

    private func hint(_ namespace: String, _ registry: String?) {
        let isWanted = registry.map { runner.plan.hint(namespace: namespace, registry: $0, now: runner.now) } ?? false
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

extension SecretKeeper: Controller {
    /// This replica leads from now on, or does no longer; on the loop.
    package func lead(_ leads: Bool) async {
        onLeadership?(leads)
        if leads {
            leader.begin { [leadership] in leadership.isLeader }
        } else {
            await leader.end()
        }
    }
}

extension Leadership {
    fileprivate convenience init(_ context: KeeperContext, _ election: LeaderElectionSettings) {
        let elector = LeaderElector(
            client: context.client,
            namespace: context.options.ownNamespace,
            name: election.leaseName,
            identity: context.options.identity,
            timing: LeaderTiming(
                leaseDuration: election.leaseDuration,
                renewDeadline: election.renewDeadline,
                retryPeriod: election.retryPeriod
            ),
            now: context.clock.now
        )
        self.init(elector: elector, identity: context.options.identity, logger: context.logger)
    }
}
