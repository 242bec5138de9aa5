internal import Controllers
internal import Kubernetes

/// Watches the Secrets of one name, without their data.
struct CopyWatch: Sendable {
    let context: KeeperContext
    let runner: PlanRunner
    let failures: WatchFailures

    /// What the watch is called where it fails.
    static func subject(_ secretName: String) -> String { "Secrets named \(secretName)" }

    func run(named name: String) async {
        if context.options.onlyNamespaces.isEmpty {
            await watchAll(named: name)
        } else {
            await watchEachNamespace(named: name)
        }
        failures.forget(Self.subject(name))
    }

    private func watchAll(named name: String) async {
        await Reflector<PartialObject>(client: context.client, target: .secretMetadata(named: name)).run { event in
            switch event {
            case .synced(let all, let version):
                var copies: [String: ObservedCopy] = [:]
                copies.reserveCapacity(all.count)
                for one in all { copies[one.metadata.namespace] = ObservedCopy(one.metadata, context.ownership) }
                runner.plan.copiesSynced(name, copies, version: version, now: runner.now)
            case .applied(let one):
                let copy = ObservedCopy(one.metadata, context.ownership)
                runner.plan.copySeen(name, namespace: one.metadata.namespace, copy, now: runner.now)
            case .deleted(let one):
                deleted(one.metadata, name)
            }
            runner.changed()
        } report: { state in
            failures.watch(Self.subject(name), is: state)
        }
    }

    /// Without a ClusterRole: a Role allows to watch Secrets in its own namespace.
    private func watchEachNamespace(named name: String) async {
        let first = FirstLists(context.options.onlyNamespaces)
        await withDiscardingTaskGroup { group in
            for namespace in context.options.onlyNamespaces {
                group.addTask { await watch(name, in: namespace, first) }
            }
        }
    }

    private func watch(_ name: String, in namespace: String, _ first: FirstLists) async {
        let target = WatchTarget.secret(namespace: namespace, name: name).metadata
        await Reflector<PartialObject>(client: context.client, target: target).run { event in
            switch event {
            case .synced(let all, let version):
                let copy = all.first.map { ObservedCopy($0.metadata, context.ownership) }
                runner.plan.copyListed(name, namespace: namespace, copy, version: version, now: runner.now)
                if first.completes(namespace) { runner.plan.allCopiesListed(name, now: runner.now) }
            case .applied(let one):
                let copy = ObservedCopy(one.metadata, context.ownership)
                runner.plan.copySeen(name, namespace: namespace, copy, now: runner.now)
            case .deleted(let one): deleted(one.metadata, name)
            }
            runner.changed()
        } report: { state in
            failures.watch(Self.subject(name), is: state)
        }
    }

    private func deleted(_ metadata: ObjectMetadata, _ name: String) {
        runner.plan.copyDeleted(
            name,
            namespace: metadata.namespace,
            uid: metadata.uid,
            version: metadata.resourceVersion,
            now: runner.now
        )
    }
}

/// Tells when each namespace was listed once: nothing is written before all are known.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
private final class FirstLists: @unchecked Sendable {
    private var missing: Set<String>

    init(_ namespaces: [String]) { missing = Set(namespaces) }

    /// A namespace was listed; true when it was the last one that was missing.
    func completes(_ namespace: String) -> Bool { missing.remove(namespace) != nil && missing.isEmpty }
}

extension WatchTarget {
    /// The same, without data.
    var metadata: WatchTarget {
        var target = self
        target.metadataOnly = true
        return target
    }
}
