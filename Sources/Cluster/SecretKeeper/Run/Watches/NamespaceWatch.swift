internal import Controllers
internal import Kubernetes

/// Shows the plan and the webhook which namespaces there are, with their labels.
struct NamespaceWatch: Sendable {
    let context: KeeperContext
    let runner: PlanRunner
    let notifier: WebhookNotifier
    let failures: WatchFailures
    let slips: LabelSlipReports
    /// Others that are shown the same.
    let observers: [any NamespaceObserver]
    /// Told each time that all of them have been read.
    let onReading: @Sendable () -> Void

    /// What the watch is called where it fails.
    static let subject = "namespaces"

    /// How often the namespaces are read where their labels decide and no Role can allow to watch them.
    private static let readingInterval = Duration.seconds(60)
    /// The same until one of them has been read.
    private static let firstInterval = Duration.seconds(5)

    func run() async {
        guard context.options.onlyNamespaces.isEmpty else { return await readEachMinute() }
        await Reflector<NamespaceObject>(client: context.client, target: .namespaces).run { event in
            switch event {
            case .synced(let all, _):
                runner.plan.namespacesSynced(all.map(ObservedNamespace.init), now: runner.now)
                for namespace in all { noteLabels(of: namespace.metadata.name) }
                slips.keep(Set(all.map(\.metadata.name)))
                for namespace in all { slips.take(namespace.metadata, runner.plan.scope) }
                onReading()
            case .applied(let namespace):
                runner.plan.namespaceSeen(ObservedNamespace(namespace), now: runner.now)
                noteLabels(of: namespace.metadata.name)
                slips.take(namespace.metadata, runner.plan.scope)
            case .deleted(let namespace):
                runner.plan.namespaceDeleted(namespace.metadata.name, now: runner.now)
                noteLabels(of: namespace.metadata.name)
                slips.forget(namespace.metadata.name)
            }
            for observer in observers { observer.namespaces(event) }
            notifier.publish()
            runner.changed()
        } report: { state in
            failures.watch(Self.subject, is: state)
            runner.plan.namespaceWatch(works: state == .watching, now: runner.now)
            runner.changed()
        }
    }

    /// Without a ClusterRole: a Role allows to read its own namespace by name.
    private func readEachMinute() async {
        var known: [String: NamespaceObject] = [:]
        var hasRead = false
        while !Task.isCancelled {
            var failure: KubernetesError?
            var isAnswered = false
            for name in context.options.onlyNamespaces {
                do throws(KubernetesError) {
                    let namespace = try await context.client.namespace(name)
                    known[name] = namespace
                    if let namespace { slips.take(namespace.metadata, runner.plan.scope) }
                    isAnswered = true
                } catch {
                    // What cannot be read has not changed for all we know.
                    failure = error
                }
            }
            if Task.isCancelled { return }
            runner.plan.namespacesSynced(known.values.map(ObservedNamespace.init), now: runner.now)
            for observer in observers { observer.namespaces(.synced(Array(known.values), version: "")) }
            for name in context.options.onlyNamespaces { noteLabels(of: name) }
            notifier.publish()
            // A namespace that is gone has no Role that allows to read it, and keeps nobody waiting for the others.
            if isAnswered { onReading() }
            hasRead = hasRead || isAnswered
            failures.watch(Self.subject, is: failure.map(ReflectorState.failing) ?? .watching)
            runner.plan.namespaceWatch(works: failure == nil, now: runner.now)
            runner.changed()
            // Pods wait for a first answer: an API server that was away is asked soon.
            await context.sleep(hasRead ? Self.readingInterval : Self.firstInterval)
        }
    }

    private func noteLabels(of namespace: String) { notifier.noteLabels(of: namespace, runner.plan) }
}

extension ObservedNamespace {
    /// What the plan knows of a namespace.
    init(_ namespace: NamespaceObject) {
        self.init(
            name: namespace.metadata.name,
            labels: namespace.metadata.labels,
            // Of one that cannot be read nobody knows what its labels forbid: what is there stays, and nothing is written.
            isTerminating: namespace.isTerminating || namespace.metadata.fault != nil
        )
    }
}
