internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop
internal import Injection

extension KeeperPlan {
    /// Takes a new configuration; the copies of names that it no longer has go after `removeAfter`.
    mutating func reconfigure(
        _ new: Configuration,
        inputs: [String: CredentialInputs] = [:],
        now: PlanTime
    ) {
        let known = credentials.mapValues(\.configured)
        configuration = new
        scope = NamespaceScope(new, ownNamespace: identity.ownNamespace)
        adopt(new, inputs: inputs, now: now.steady)
        for registry in new.registries {
            guard let before = known[registry.name] else { continue }
            let isChanged = before.settings.map { CredentialFingerprint.differs($0, registry) } ?? false
            let master = credentials[registry.name]?.master
            credentials[registry.name]?.configured.outdate(from: before, master, isLeader: isLeader)
            if !before.isPresent {
                // It is back, and nobody has looked at its sources while it was gone.
                credentials[registry.name]?.sourceChanged(now: now)
            } else if isChanged {
                credentials[registry.name]?.wantsFetch(now: now)
            } else {
                continue
            }
            outdateOwn(registry.name, now: now)
        }
        for row in copies.namespaces.indices {
            let before = copies.namespaces[row].copies.map(\.isAllowed)
            judgeNamespace(row)
            for column in before.indices where copies.namespaces[row].copies[column].isAllowed != before[column] {
                // The operator's own decisions, however often they change, are not somebody's who undoes what we do.
                copies.namespaces[row].copies[column].history = WriteHistory()
            }
        }
        reviewAll(now: now)
    }

    /// Makes the Secret names of a configuration current and retires the others; `now` is nil at the start.
    mutating func adopt(
        _ configuration: Configuration,
        inputs: [String: CredentialInputs],
        now: LoopInstant?
    ) {
        let wanted = Set(
            configuration.registries.map(\.secretName) + [configuration.wantedAnonymousName].compactMap(\.self)
                + configuration.registries.flatMap(\.also).map { SecretNameState.key(ofAlso: $0.name) }
        )
        for column in copies.secretNames.indices where !wanted.contains(copies.secretNames[column].key) {
            set(column, isCurrent: false, now: now)
        }
        for registry in configuration.registries {
            let column = copies.column(of: registry.secretName, .credential(of: registry.name))
            copies.secretNames[column].purpose = .credential(of: registry.name)
            set(column, isCurrent: true, now: now)
            copies.secretNames[column].isLazy = registry.placement == .lazy
            copies.secretNames[column].isOwn = registry.isPerNamespace
            if !registry.isPerNamespace { credentials[registry.name]?.ownLife = nil }
            copies.secretNames[column].condition = NamespaceCondition(registry.namespaces)
            credentials[registry.name, default: CredentialState(random: random.next())].configured.isPresent = true
            credentials[registry.name]?.configured.settings = registry
            credentials[registry.name]?.configured.inputs =
                inputs[registry.name] ?? CredentialInputs(secretNames: [], filePaths: [])
            let fingerprint = CredentialFingerprint(registry)
            credentials[registry.name]?.configured.fingerprint = fingerprint.text
            credentials[registry.name]?.configured.formerFingerprint = fingerprint.formerText
        }
        if let name = configuration.wantedAnonymousName {
            let column = copies.column(of: name, .anonymousTry)
            copies.secretNames[column].purpose = .anonymousTry
            copies.secretNames[column].isLazy = true
            set(column, isCurrent: true, now: now)
        }
        adoptAlso(configuration, now: now)
        for column in copies.secretNames.indices where copies.secretNames[column].places.secret != nil {
            set(column, isCurrent: true, now: now)
        }
        retire(configuration.retired)
        let names = Set(configuration.registries.map(\.name))
        for name in credentials.keys where !names.contains(name) { credentials[name]?.configured.isPresent = false }
        _ = updateAnonymousTry()
    }

    /// Has the copies of names looked for, and removed.
    private mutating func retire(_ retired: [RetiredRegistry]) {
        for column in copies.secretNames.indices { copies.secretNames[column].isRetired = false }
        for entry in retired {
            let purpose: CopyPurpose =
                entry.namespaces.isEmpty
                ? .credential(of: entry.name) : .also(of: entry.name, name: entry.secretName)
            let column = copies.column(of: entry.secretName, purpose)
            copies.secretNames[column].isRetired = !copies.secretNames[column].isCurrent
        }
    }

    private mutating func set(_ column: Int, isCurrent: Bool, now: LoopInstant?) {
        guard copies.secretNames[column].isCurrent != isCurrent else { return }
        copies.secretNames[column].isCurrent = isCurrent
        copies.secretNames[column].settlingUntil = nil
        if !isCurrent, let now { copies.secretNames[column].settle(now: now) }
        let unwanted = copies.namespaces.count { $0.copies[column].standing == .unwanted }
        removals.nameChanged(isCurrent: isCurrent, unwanted: unwanted)
    }

    /// The Secret names to watch: the current ones, and retired ones that may have copies; of `also` each place, as ``AlsoPlace/text``.
    var watchedNames: [String] {
        copies.secretNames.indices.flatMap { column -> [String] in
            let name = copies.secretNames[column]
            guard !name.purpose.isAlso else { return places(ofColumn: column).map(\.text) }
            return name.isCurrent || !isEmptied(name) ? [name.secretName] : []
        }
    }

    /// Whether a retired name has no copy of ours left anywhere, and none can come to light.
    func isEmptied(_ name: SecretNameState) -> Bool {
        !name.isCurrent && name.isSynced && name.ours == 0 && name.busy == 0 && name.settlingUntil == nil
            && watches.areNamespacesSynced
    }

    /// A write was given up that may still be on its way: where its copy is not wanted any more, nobody but the watch would tell of it.
    mutating func mayComeToLight(_ work: PlannedWork, now: LoopInstant) {
        guard case .place = work.kind, !copies[work.key].isAllowed else { return }
        let name = copies.secretNames[work.key.column]
        if name.purpose.isAlso {
            copies.secretNames[work.key.column].places.settle(work.namespace, now: now)
        } else if !name.isCurrent {
            copies.secretNames[work.key.column].settle(now: now)
        }
    }

    /// At the begin of a term, has what was dropped listed once more, and watched as if it had been dropped only now.
    ///
    /// The leader before may have written up to now, and by an older configuration.
    mutating func settleDropped(now: LoopInstant) {
        // A round ends long before, and nobody leads beside it.
        guard !identity.isRound else { return }
        for column in copies.secretNames.indices {
            copies.secretNames[column].places.settleDropped(now: now)
            guard !copies.secretNames[column].purpose.isAlso, !copies.secretNames[column].isCurrent else { continue }
            copies.secretNames[column].settle(now: now)
        }
    }

    /// Lets time pass for names that are not current any more.
    mutating func settleNames(now: LoopInstant) {
        for column in copies.secretNames.indices {
            guard let until = copies.secretNames[column].settlingUntil, until <= now else { continue }
            copies.secretNames[column].settlingUntil = nil
        }
    }

    /// The names that copies of a registry's master may have, the current one first; empty once the master itself may go.
    func secretNames(of registry: String) -> [String] {
        let mine = copies.secretNames.filter { $0.purpose == .credential(of: registry) }
        return mine.filter(\.isCurrent).map(\.secretName)
            + mine.filter { !$0.isCurrent && !isEmptied($0) }.map(\.secretName)
    }
}

extension Configuration {
    /// The name of the Secret of the anonymous try; nil where no registry has one, or where a registry has the name for itself.
    fileprivate var wantedAnonymousName: String? {
        let name = injection.anonymousSecretName
        guard registries.contains(where: \.anonymousFallback), !registries.contains(where: { $0.secretName == name })
        else { return nil }
        return name
    }
}
