internal import Kubernetes
internal import Sockets

/// Without a ClusterRole: a Role allows to read its own namespace by name, and to watch Secrets there.
extension Keeper {
    /// How often the namespaces are read; their labels decide, and no Role can allow to watch them.
    private static let namespaceInterval = Duration.seconds(60)

    func readNamespaces() async {
        var known: [String: NamespaceSight] = [:]
        while !Task.isCancelled {
            var failure: KubernetesError?
            for name in options.onlyNamespaces {
                do throws(KubernetesError) {
                    known[name] = try await client.namespace(name).map(Self.sight)
                } catch {
                    // What cannot be read has not changed for all we know.
                    failure = error
                }
            }
            if Task.isCancelled { return }
            plan.namespacesSynced(Array(known.values), now: now)
            for name in options.onlyNamespaces { showFacts(of: name) }
            publishFacts()
            if let failure { watch("namespaces", is: .failing(failure)) } else { watch("namespaces", is: .watching) }
            plan.namespaceWatch(works: failure == nil, now: now)
            changed()
            await loop.sleep(until: loop.preciseNow().advanced(by: Self.namespaceInterval))
        }
    }

    /// Watches the Secrets of one name, in one namespace each.
    func watchCopiesByNamespace(named name: String) async {
        let first = FirstSights(options.onlyNamespaces)
        await withDiscardingTaskGroup { group in
            for namespace in options.onlyNamespaces {
                group.addTask { await self.watchCopy(named: name, in: namespace, first) }
            }
        }
        watchFailures["Secrets named \(name)"] = nil
    }

    private func watchCopy(named name: String, in namespace: String, _ first: FirstSights) async {
        var target = WatchTarget.secret(namespace: namespace, name: name)
        target.metadataOnly = true
        let owner = owner
        await Reflector<PartialObject>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all):
                let copy = all.first.map { Marks.copy($0.metadata, owner: owner) }
                if let sights = first.take(copy, of: namespace) {
                    plan.copiesSynced(name, sights, now: now)
                } else if first.isComplete {
                    copyIs(copy, name, namespace)
                }
            case .applied(let one): copyIs(Marks.copy(one.metadata, owner: owner), name, namespace)
            case .deleted(let one):
                plan.copyDeleted(name, namespace: namespace, uid: one.metadata.uid, now: now)
            }
            changed()
        } report: { [self] state in
            watch("Secrets named \(name)", is: state)
        }
    }

    private func copyIs(_ copy: CopyState?, _ name: String, _ namespace: String) {
        if let copy { return plan.copySeen(name, namespace: namespace, copy, now: now) }
        guard let uid = plan.copyUID(name, in: namespace) else { return }
        plan.copyDeleted(name, namespace: namespace, uid: uid, now: now)
    }
}

extension KeeperPlan {
    /// The copy that is known of a namespace.
    func copyUID(_ secretName: String, in namespace: String) -> String? {
        guard let slot = slotIndex[secretName], let space = spaceIndex[namespace] else { return nil }
        return spaces[space].cells[slot].copy?.uid
    }
}

/// Collects what the first list of each namespace shows: nothing is written before all are known.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
private final class FirstSights: @unchecked Sendable {
    private var missing: Set<String>
    private var sights: [String: CopyState] = [:]

    init(_ namespaces: [String]) { missing = Set(namespaces) }

    var isComplete: Bool { missing.isEmpty }

    /// Takes a list in; returns all when it was the last one that was missing.
    func take(_ copy: CopyState?, of namespace: String) -> [String: CopyState]? {
        guard !missing.isEmpty else { return nil }
        sights[namespace] = copy
        missing.remove(namespace)
        return missing.isEmpty ? sights : nil
    }
}
