package import Configuration
package import Controllers
internal import Credentials
internal import EventLoop
package import Files
package import Images
package import Kubernetes
package import Logging
internal import Metrics
internal import Synchronization
package import Text

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
    let unreadable: UnreadableReports
    let left: LeftReports
    let slips: LabelSlipReports
    let failures: WatchFailures
    let fetchers: RegistryFetchers
    let masters: Masters
    let masterWatch: MasterWatch
    let upkeep: MasterUpkeep
    let refresher: Refresher
    let leader: Leader
    let term = Term()
    let copyWriter: CopyWriter
    let notifier: WebhookNotifier
    let lacks: LackNotifier
    let proof: HintProof
    let controllers: [any Controller]
    let onOwnNamespace: (@Sendable (Bool) -> Void)?
    let onNamespaces: @Sendable () -> Void

    /// A new configuration that waits to be taken.
    let inbox = Mutex<Configuration?>(nil)
    let hints: HintQueue
    /// Wakes the main loop.
    let signal = LoopSignal()

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
    ///     to say. Called beside the loop, one call at a time, since it may take a while.
    ///   - learnLacks: told of each change of which registries have no credential now; nil where nobody wants to know. Called as `learn` is.
    ///   - controllers: others that are told when this replica begins to lead and when it leads no longer, before the keeper begins or
    ///     ends its own work; they run by themselves.
    ///   - onOwnNamespace: told on the loop whether its own namespace is there, as often as the election shows it.
    ///   - onNamespaces: told on the loop each time that all namespaces have been read.
    ///   - files: where credentials' files are looked at for changes.
    ///   - metrics: where it counts.
    ///   - logger: what operators read; never holds a credential.
    package init(
        configuration: Configuration,
        options: KeeperOptions,
        client: KubernetesClient,
        clock: WallClock,
        makeFetcher: @escaping FetcherMaker,
        probe: ReplacementProbe? = nil,
        quota: QuotaReader? = nil,
        learn: NamespaceLearner? = nil,
        learnLacks: LackLearner? = nil,
        controllers: [any Controller] = [],
        onOwnNamespace: (@Sendable (Bool) -> Void)? = nil,
        onNamespaces: @escaping @Sendable () -> Void = {},
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
        self.controllers = controllers
        self.onOwnNamespace = onOwnNamespace
        self.onNamespaces = onNamespaces
        leadership = Leadership(context, election)
        failures = WatchFailures(logger: logger, signal: signal)
        hints = HintQueue(metrics: metrics)
        masters = Masters()
        reporter = Reporter(context: context, masters: masters, term: term)
        notifier = WebhookNotifier(learn, context: context, reporter: reporter)
        lacks = LackNotifier(learnLacks, context: context)
        let unreadable = UnreadableReports(context: context, term: term, events: reporter.events)
        self.unreadable = unreadable
        slips = LabelSlipReports(context: context, term: term, events: reporter.events)
        // The reports hold the metrics, too.
        metrics.tellUnreadable { [weak unreadable] in unreadable?.take($0) }
        metrics.registries.use(clock)
        metrics.show(client.watches) { [loop = client.loop] in loop.preciseNow() }
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
                    confirmsRemoval: options.confirmsRemoval,
                    hasRoles: !options.onlyNamespaces.isEmpty
                ),
                seed: options.seed
            ),
            context: context,
            reporter: reporter,
            hints: hints,
            signal: signal
        )
        proof = HintProof(context: context, runner: runner)
        left = LeftReports(
            context: context,
            runner: runner,
            reporter: reporter,
            masters: masters,
            failures: failures
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
        copyWriter = CopyWriter(
            context: context,
            runner: runner,
            reporter: reporter,
            masters: masters,
            term: term,
            own: OwnCredentials(
                context: context,
                runner: runner,
                reporter: reporter,
                fetchers: fetchers,
                probe: probe
            )
        )
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
            wallClock: context.clock
        )
        self.init(elector: elector, identity: context.options.identity, logger: context.logger)
    }
}
