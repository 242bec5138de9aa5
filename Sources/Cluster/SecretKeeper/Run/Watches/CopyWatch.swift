internal import Controllers
internal import Kubernetes

/// Watches the Secrets of one name, without their data.
struct CopyWatch: Sendable {
    let context: KeeperContext
    let runner: PlanRunner
    let failures: WatchFailures

    /// What the watch is called where it fails; of an ``AlsoPlace``, the one of its place.
    static func subject(_ secretName: String) -> String {
        secretName.contains("/") ? "Secret \(secretName)" : "Secrets named \(secretName)"
    }

    /// What the watch of one namespace is called where it fails, where each has its own.
    private static func subject(_ secretName: String, in namespace: String) -> String {
        "\(subject(secretName)) in namespace \(namespace)"
    }

    /// What the watches of a name are called where they fail: one, or one for each of the only namespaces that are looked at.
    static func subjects(_ secretName: String, in onlyNamespaces: [String]) -> [String] {
        guard !onlyNamespaces.isEmpty, AlsoPlace(secretName) == nil else { return [subject(secretName)] }
        return onlyNamespaces.map { subject(secretName, in: $0) }
    }

    func run(named name: String) async {
        if let place = AlsoPlace(name) {
            await watch(place)
        } else if context.options.onlyNamespaces.isEmpty {
            await watchAll(named: name)
        } else {
            await watchEachNamespace(named: name)
        }
        for subject in Self.subjects(name, in: context.options.onlyNamespaces) { failures.forget(subject) }
    }

    private func watchAll(named name: String) async {
        await Reflector<CopyObject>(client: context.client, target: .secretMetadata(named: name)).run { event in
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
        await Reflector<CopyObject>(client: context.client, target: target).run { event in
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
            failures.watch(Self.subject(name, in: namespace), is: state)
        }
    }

    /// One Secret of `also`: a Role allows to watch it in its own namespace.
    private func watch(_ place: AlsoPlace) async {
        @Sendable func observed(_ one: AlsoObject) -> ObservedCopy {
            let secret = runner.plan.alsoSecret(named: place.name)
            return ObservedCopy(also: one.metadata, context.ownership, as: secret?.secret, secret?.fingerprint)
        }
        let key = SecretNameState.key(ofAlso: place.name)
        let target = WatchTarget.secret(namespace: place.namespace, name: place.name).metadata
        await Reflector<AlsoObject>(client: context.client, target: target).run { event in
            switch event {
            case .synced(let all, let version):
                runner.plan.alsoListed(place, all.first.map(observed), version: version, now: runner.now)
            case .applied(let one):
                runner.plan.copySeen(key, namespace: place.namespace, observed(one), now: runner.now)
            case .deleted(let one): deleted(one.metadata, key)
            }
            runner.changed()
        } report: { state in
            failures.watch(Self.subject(place.text), is: state)
        }
    }

    private func deleted(_ metadata: ObjectMetadata, _ key: String) {
        runner.plan.copyDeleted(
            key,
            namespace: metadata.namespace,
            uid: metadata.uid,
            version: metadata.resourceVersion,
            now: runner.now
        )
    }
}

/// Tells when each namespace was listed once: nothing is removed before all are known.
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
