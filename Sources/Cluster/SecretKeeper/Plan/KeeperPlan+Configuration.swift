internal import Configuration
internal import Credentials
internal import Images

extension KeeperPlan {
    /// Takes a new configuration; names that it no longer has are emptied after `removeAfter`.
    mutating func reconfigure(
        _ new: Configuration,
        inputs: [String: CredentialInputs] = [:],
        now: PlanTime
    ) {
        earlyHints.removeAll()
        let old = Dictionary(configuration.registries.map { ($0.name, $0) }) { first, _ in first }
        configuration = new
        adopt(new, inputs: inputs)
        for registry in new.registries {
            guard let before = old[registry.name], CredentialFingerprint.differs(before, registry) else { continue }
            credentials[registry.name]?.isOutdated = true
            credentials[registry.name]?.wantsFetch(now: now)
        }
        for space in spaces.indices { judgeSpace(space) }
        reviewAll(now: now)
    }

    /// Makes the columns of a configuration current and retires the others.
    mutating func adopt(_ configuration: Configuration, inputs: [String: CredentialInputs]) {
        let wanted = Set(configuration.registries.map(\.secretName))
        for index in slots.indices where !wanted.contains(slots[index].secretName) { set(index, isCurrent: false) }
        for registry in configuration.registries {
            let index = slot(named: registry.secretName, registry: registry.name)
            slots[index].registry = registry.name
            set(index, isCurrent: true)
            slots[index].isLazy = registry.placement == .lazy
            slots[index].names = NamespaceNames(registry.namespaces.names)
            slots[index].labels = registry.namespaces.labels
            credentials[registry.name, default: CredentialState(random: random.next())].isConfigured = true
            credentials[registry.name]?.inputs =
                inputs[registry.name] ?? CredentialInputs(secretNames: [], filePaths: [])
            credentials[registry.name]?.wantedFingerprint = CredentialFingerprint(registry).text
        }
        let names = Set(configuration.registries.map(\.name))
        for name in credentials.keys where !names.contains(name) { credentials[name]?.isConfigured = false }
    }

    private mutating func set(_ slot: Int, isCurrent: Bool) {
        guard slots[slot].isCurrent != isCurrent else { return }
        slots[slot].isCurrent = isCurrent
        let unwanted = spaces.count { $0.cells[slot].standing == .unwanted }
        unwantedInRetiredSlots += isCurrent ? -unwanted : unwanted
    }

    /// The column of a Secret name, made where there is none yet.
    mutating func slot(named secretName: String, registry: String) -> Int {
        if let index = slotIndex[secretName] { return index }
        let index = slots.count
        slots.append(Slot(secretName: secretName, registry: registry, isCurrent: false))
        slotIndex[secretName] = index
        for space in spaces.indices { spaces[space].cells.append(Cell()) }
        return index
    }

    /// The Secret names to watch: the current ones, and retired ones that may have copies.
    var watchedNames: [String] { slots.filter { $0.isCurrent || !isEmptied($0) }.map(\.secretName) }

    /// Whether a retired name has no copy of ours left anywhere.
    func isEmptied(_ slot: Slot) -> Bool { !slot.isCurrent && slot.isSynced && slot.ours == 0 && areNamespacesSynced }

    /// The names that copies of a registry's master may have, the current one first; empty once the master itself may go.
    func secretNames(of registry: String) -> [String] {
        let mine = slots.filter { $0.registry == registry }
        return mine.filter(\.isCurrent).map(\.secretName)
            + mine.filter { !$0.isCurrent && !isEmptied($0) }.map(\.secretName)
    }
}
