internal import Configuration

/// A hint that nothing but itself speaks for: of a Secret that is placed where it is needed only (`placement: lazy`).
///
/// Anybody can send a review, so that it must not place anything before a Pod has shown up that needs it.
struct UnprovenHint: Hashable, Sendable {
    let namespace: String
    let registry: String
}

extension KeeperPlan {
    /// Whether a hint for a Secret would be what makes the plan want it.
    ///
    /// False where the plan wants it anyway, or will not have it at all: ``hint(namespace:registry:now:)`` knows what to do.
    func needsProof(namespace: String, registry: String) -> Bool {
        guard let secretName = secretName(of: registry), let column = copies.columns[secretName],
            copies.secretNames[column].isLazy, let row = copies.rows[namespace], copies.namespaces[row].isWritable
        else { return false }
        let copy = copies[CopyKey(row: row, column: column)]
        return copy.isAllowed && !copy.isNeeded
    }

    /// The current Secret name of a registry; nil where the configuration has no such registry.
    func secretName(of registry: String) -> String? {
        configuration.registries.first { $0.name == registry }?.secretName
    }

    /// Takes the hints that came before their namespace and need a proof.
    mutating func takeUnproven() -> [UnprovenHint] {
        defer { unproven.removeAll() }
        return unproven
    }
}
