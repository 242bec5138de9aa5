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
        await Reflector<CopyObject>(client: context.client, target: .secretMetadata(named: name)).run { event in
            switch event {
            case .synced(let all):
                var copies: [String: ObservedCopy] = [:]
                copies.reserveCapacity(all.count)
                for one in all { copies[one.metadata.namespace] = ObservedCopy(one.metadata, context.ownership) }
                runner.plan.copiesSynced(name, copies, now: runner.now)
            case .applied(let one):
                let copy = ObservedCopy(one.metadata, context.ownership)
                runner.plan.copySeen(name, namespace: one.metadata.namespace, copy, now: runner.now)
            case .deleted(let one):
                let metadata = one.metadata
                runner.plan.copyDeleted(name, namespace: metadata.namespace, uid: metadata.uid, now: runner.now)
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
        await Reflector<CopyObject>(client: context.client, target: target).run { event in
            switch event {
            case .synced(let all):
                let copy = all.first.map { ObservedCopy($0.metadata, context.ownership) }
                if let copies = first.take(copy, of: namespace) {
                    runner.plan.copiesSynced(name, copies, now: runner.now)
                } else if first.isComplete {
                    observe(copy, name, namespace)
                }
            case .applied(let one): observe(ObservedCopy(one.metadata, context.ownership), name, namespace)
            case .deleted(let one):
                runner.plan.copyDeleted(name, namespace: namespace, uid: one.metadata.uid, now: runner.now)
            }
            runner.changed()
        } report: { state in
            failures.watch(Self.subject(name), is: state)
        }
    }

    private func observe(_ copy: ObservedCopy?, _ name: String, _ namespace: String) {
        if let copy { return runner.plan.copySeen(name, namespace: namespace, copy, now: runner.now) }
        guard let uid = runner.plan.copies[name, in: namespace]?.observed?.uid else { return }
        runner.plan.copyDeleted(name, namespace: namespace, uid: uid, now: runner.now)
    }
}

/// Collects what the first list of each namespace shows: nothing is written before all are known.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
private final class FirstLists: @unchecked Sendable {
    private var missing: Set<String>
    private var copies: [String: ObservedCopy] = [:]

    init(_ namespaces: [String]) { missing = Set(namespaces) }

    var isComplete: Bool { missing.isEmpty }

    /// Takes a list in; returns all when it was the last one that was missing.
    func take(_ copy: ObservedCopy?, of namespace: String) -> [String: ObservedCopy]? {
        guard !missing.isEmpty else { return nil }
        copies[namespace] = copy
        missing.remove(namespace)
        return missing.isEmpty ? copies : nil
    }
}

extension WatchTarget {
    /// The same, without data.
    var metadata: WatchTarget {
        var target = self
        target.metadataOnly = true
        return target
    }
}
