internal import Configuration

/// Secrets of ours under a name that the configuration has no more, and why they are still there.
struct LeftCopies: Sendable, Hashable {
    /// Why a Secret is still there, as the metric calls it.
    enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Its time has not come (`removeAfter`), or it is just being removed.
        case waiting
        /// Somebody has to confirm the removal.
        case held
        /// The role does not allow to remove it.
        case forbidden
        /// The role does not allow to look whether there are any: counts names, and not Secrets.
        case unseen
        /// An admission policy or a webhook refuses its removal, or a finalizer keeps it.
        case refused
        /// The role does not allow to remove the master, which no copy needs any more, or a finalizer keeps it.
        case master

        /// Whether it does not pass by itself.
        var needsSomebody: Bool { self != .waiting }
    }

    var secretName: String
    var purpose: CopyPurpose
    /// Whether the registry is configured, under another Secret name.
    var isConfigured: Bool
    /// How many there are.
    var counts: [Reason: Int]
    /// The only namespaces where they can be, of `also`; empty where they can be in all.
    var namespaces: [String] = []
}

extension KeeperPlan {
    /// What is left under names that the configuration has no more.
    ///
    /// Looks at every namespace, so not often.
    ///
    /// Of an entry of `also`, that is what is left where it is not wanted.
    ///
    /// - Parameter unseen: names, and places of `also`, whose Secrets we are not allowed to watch, as in ``watchedNames``.
    /// - Returns: one for each name of which something is left, or may be.
    func leftCopies(unseen: Set<String>) -> [LeftCopies] {
        copies.secretNames.indices.compactMap { column in
            let name = copies.secretNames[column]
            guard !name.isCurrent && !isEmptied(name) || name.purpose.isAlso else { return nil }
            let places = places(ofColumn: column).filter { !name.places.wanted.contains($0.namespace) }
            let isUnseen =
                name.purpose.isAlso
                ? places.contains { unseen.contains($0.text) } : unseen.contains(name.secretName)
            var counts: [LeftCopies.Reason: Int] = [:]
            for namespace in copies.namespaces
            where namespace.copies[column].observed?.isOurs ?? false
                && !(name.isCurrent && namespace.copies[column].isAllowed)
            {
                let reason = isUnseen ? .forbidden : reason(of: namespace.copies[column], name)
                counts[reason, default: 0] += 1
            }
            if counts.isEmpty, isUnseen { counts[.unseen] = 1 }
            guard !counts.isEmpty else { return nil }
            let isConfigured = name.purpose.registry.map { credentials[$0]?.configured.isPresent ?? false } ?? false
            return LeftCopies(
                secretName: name.secretName,
                purpose: name.purpose,
                isConfigured: isConfigured,
                counts: counts,
                namespaces: places.map(\.namespace)
            )
        }
    }

    private func reason(of copy: CopyState, _ name: SecretNameState) -> LeftCopies.Reason {
        if name[.remove].refusals > 0 || copy.trouble == .forbidden { return .forbidden }
        if copy.failures > 0 || copy.observed?.isTerminating ?? false { return .refused }
        return isRemovalHeld && copy.standing.isUnwanted ? .held : .waiting
    }
}
