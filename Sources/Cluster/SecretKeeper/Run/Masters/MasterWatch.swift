internal import Controllers
internal import Kubernetes
internal import Metrics
internal import Names

/// Watches the masters of our own namespace, ours and others'.
struct MasterWatch: Sendable {
    let context: KeeperContext
    let runner: PlanRunner
    let masters: Masters
    let fetchers: RegistryFetchers
    let failures: WatchFailures

    /// What the watch is called where it fails.
    var subject: String { "masters in namespace \(context.options.ownNamespace)" }

    func run() async {
        await Reflector<SecretObject>(client: context.client, target: target).run { event in
            switch event {
            case .synced(let all, let version): take(all, version: version)
            case .applied(let secret): seen(secret, isInitial: false)
            case .deleted(let secret):
                guard let registry = MasterSecret.registry(ofSecret: secret.metadata.name) else { break }
                masters.note(secret.metadata, of: registry)
                masters.foreign.remove(registry)
                if masters.records[registry]?.uid == secret.metadata.uid { gone(registry) }
                if masters.empty[registry]?.uid == secret.metadata.uid { masters.empty[registry] = nil }
            }
            runner.changed()
        } report: { state in
            failures.watch(subject, is: state)
        }
    }

    var target: WatchTarget {
        .secrets(namespace: context.options.ownNamespace, labelSelector: "\(PullpassKey.master)=true")
    }

    /// Reads all masters from the API server.
    func readAll() async throws(KubernetesError) {
        let list = try await context.client.list(SecretObject.self, target)
        take(list.items, version: list.resourceVersion)
    }

    /// Takes in the complete set of masters.
    private func take(_ all: [SecretObject], version: String) {
        masters.foreign = []
        masters.empty = [:]
        masters.listed(at: version)
        let seenNames = Set(all.map(\.metadata.name))
        for registry in masters.records.keys where !seenNames.contains(MasterSecret.name(of: registry)) {
            gone(registry)
        }
        for secret in all { seen(secret, isInitial: true) }
        runner.plan.mastersSynced(masters.records.mapValues(\.state), now: runner.now)
    }

    private func seen(_ secret: SecretObject, isInitial: Bool) {
        guard let registry = MasterSecret.registry(ofSecret: secret.metadata.name) else { return }
        masters.note(secret.metadata, of: registry)
        let ownership = context.ownership.judge(secret.metadata, .pullSecret)
        guard ownership != .foreign else {
            masters.foreign.insert(registry)
            return
        }
        masters.foreign.remove(registry)
        let known = masters.records[registry]
        guard ownership == .ours, var record = MasterRecord(secret) else {
            if let empty = EmptyMaster(secret, context.ownership), takes(empty, of: registry) { return }
            // Edited by somebody: what it holds now is not trusted. What we know stays, or nothing is known.
            guard known?.resourceVersion != secret.metadata.resourceVersion else { return }
            masters.records[registry]?.uid = secret.metadata.uid
            masters.records[registry]?.resourceVersion = secret.metadata.resourceVersion
            masters.edited[registry] = Preconditions(secret.metadata)
            runner.plan.masterEdited(registry, now: runner.now)
            return
        }
        if let known, known.exists, let mine = UInt64(known.resourceVersion),
            let theirs = UInt64(record.resourceVersion),
            theirs < mine
        {
            return
        }
        // As it was written last: who takes our labels away then does so each time.
        record.isLabelled =
            (known?.resourceVersion == record.resourceVersion && known?.isLabelled == true)
            || context.ownership.labelling(of: secret.metadata, MetadataScope.pullSecretLabelling) == .intact
        masters.edited[registry] = nil
        masters.empty[registry] = nil
        masters.records[registry] = record
        context.metrics.registries.show(expiry: record.state.expiresAt, of: registry)
        if !isInitial { runner.plan.masterSeen(registry, record.state, now: runner.now) }
    }

    /// Takes in that a registry never had a credential; false where that is not how we know it.
    private func takes(_ empty: EmptyMaster, of registry: String) -> Bool {
        if let known = masters.records[registry] {
            // From before the credential came that we have written since.
            guard known.exists, let mine = UInt64(known.resourceVersion), let theirs = UInt64(empty.resourceVersion)
            else {
                return false
            }
            return theirs < mine
        }
        masters.empty[registry] = empty
        masters.edited[registry] = nil
        runner.plan.neverWorked(registry)
        return true
    }

    private func gone(_ registry: String) {
        masters.isGone(registry)
        if fetchers.registries[registry] == nil { masters.records[registry] = nil }
        runner.plan.masterDeleted(registry, now: runner.now)
    }
}
