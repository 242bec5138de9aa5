internal import Credentials
internal import Kubernetes
internal import Logging
internal import Metrics
internal import Sockets

extension Keeper {
    func watchNamespaces() async {
        guard options.onlyNamespaces.isEmpty else { return await readNamespaces() }
        await Reflector<NamespaceObject>(client: client, target: .namespaces).run { [self] event in
            switch event {
            case .synced(let all):
                plan.namespacesSynced(all.map(Self.sight), now: now)
                for namespace in all { showFacts(of: namespace.metadata.name) }
            case .applied(let namespace):
                plan.namespaceSeen(Self.sight(namespace), now: now)
                showFacts(of: namespace.metadata.name)
            case .deleted(let namespace):
                plan.namespaceDeleted(namespace.metadata.name, now: now)
                showFacts(of: namespace.metadata.name)
            }
            publishFacts()
            changed()
        } report: { [self] state in
            watch("namespaces", is: state)
            plan.namespaceWatch(works: state == .watching, now: now)
            changed()
        }
    }

    /// Watches the Secrets of one name in all namespaces, without their data.
    func watchCopies(named name: String) async {
        guard options.onlyNamespaces.isEmpty else { return await watchCopiesByNamespace(named: name) }
        let owner = owner
        await Reflector<PartialObject>(client: client, target: .secretMetadata(named: name)).run { [self] event in
            switch event {
            case .synced(let all):
                var copies: [String: CopyState] = [:]
                copies.reserveCapacity(all.count)
                for one in all { copies[one.metadata.namespace] = Marks.copy(one.metadata, owner: owner) }
                plan.copiesSynced(name, copies, now: now)
            case .applied(let one):
                plan.copySeen(name, namespace: one.metadata.namespace, Marks.copy(one.metadata, owner: owner), now: now)
            case .deleted(let one):
                plan.copyDeleted(name, namespace: one.metadata.namespace, uid: one.metadata.uid, now: now)
            }
            changed()
        } report: { [self] state in
            watch("Secrets named \(name)", is: state)
        }
        watchFailures["Secrets named \(name)"] = nil
    }

    func watchMasters() async {
        await Reflector<SecretObject>(client: client, target: mastersTarget).run { [self] event in
            switch event {
            case .synced(let all): takeMasters(all)
            case .applied(let secret): masterSeen(secret, isInitial: false)
            case .deleted(let secret):
                guard let registry = Marks.registry(ofMaster: secret.metadata.name) else { break }
                foreignMasters.remove(registry)
                if masters[registry]?.uid == secret.metadata.uid { masterGone(registry) }
            }
            changed()
        } report: { [self] state in
            watch("masters in namespace \(options.ownNamespace)", is: state)
        }
    }

    /// The masters of our own namespace, ours and others'.
    var mastersTarget: WatchTarget {
        .secrets(namespace: options.ownNamespace, labelSelector: "\(Marks.master)=true")
    }

    /// Takes in the complete set of masters.
    func takeMasters(_ all: [SecretObject]) {
        foreignMasters = []
        let seen = Set(all.map(\.metadata.name))
        for registry in masters.keys where !seen.contains(Marks.masterName(of: registry)) { masterGone(registry) }
        for secret in all { masterSeen(secret, isInitial: true) }
        plan.mastersSynced(masters.mapValues(\.state), now: now)
    }

    private func masterSeen(_ secret: SecretObject, isInitial: Bool) {
        guard let registry = Marks.registry(ofMaster: secret.metadata.name) else { return }
        let ownership = Marks.ownership(of: secret.metadata, owner: owner)
        guard ownership != .foreign else {
            foreignMasters.insert(registry)
            return
        }
        let known = masters[registry]
        guard ownership == .ours, let record = MasterRecord(secret) else {
            // Edited by somebody: what it holds now is not trusted. What we know stays, or nothing is known.
            guard known?.resourceVersion != secret.metadata.resourceVersion else { return }
            masters[registry]?.uid = secret.metadata.uid
            masters[registry]?.resourceVersion = secret.metadata.resourceVersion
            spoilt[registry] = Preconditions(uid: secret.metadata.uid, version: secret.metadata.resourceVersion)
            plan.masterSpoilt(registry, now: now)
            return
        }
        if let known, known.exists, let mine = UInt64(known.resourceVersion),
            let theirs = UInt64(record.resourceVersion),
            theirs < mine
        {
            return
        }
        spoilt[registry] = nil
        masters[registry] = record
        show(expiryOf: registry)
        if !isInitial { plan.masterSeen(registry, record.state, now: now) }
    }

    private func masterGone(_ registry: String) {
        spoilt[registry] = nil
        masters[registry]?.uid = ""
        masters[registry]?.resourceVersion = ""
        if registries[registry] == nil { masters[registry] = nil }
        plan.masterDeleted(registry, now: now)
    }

    func show(expiryOf registry: String) {
        // What somebody wrote into the annotation may be any number.
        let end = masters[registry]?.state.expiresAt ?? 0
        metrics.expiry.child(registry).set(end.isFinite ? Int64(min(max(end, 0), 253_402_300_799)) : 0)
    }

    /// Notes and logs how a watch is doing; each failure once until it works again.
    func watch(_ name: String, is state: ReflectorState) {
        switch state {
        case .watching:
            if watchFailures.removeValue(forKey: name) != nil { logger.notice("the watch of \(name) works again") }
        case .failing(let error):
            let before = watchFailures.updateValue(error, forKey: name)
            if before != error { logger.warning("the watch of \(name) does not work: \(error)") }
        }
        signal.fire()
    }

    static func sight(_ namespace: NamespaceObject) -> NamespaceSight {
        NamespaceSight(
            name: namespace.metadata.name,
            labels: namespace.metadata.labels,
            isTerminating: namespace.isTerminating
        )
    }
}
