internal import Configuration

extension KeeperPlan {
    /// A Pod of a namespace needs a registry's Secret: moves what is wanted anyway to the front.
    ///
    /// A lazy Secret is wanted from then on, so that whoever hands such a hint over must be sure of it (``needsProof(namespace:registry:)``).
    ///
    /// - Returns: Whether the plan wants it: the namespace is in our own watch, opted in and taken by the rule.
    mutating func hint(namespace: String, registry: String, now: PlanTime) -> Bool {
        let row = copies.rows[namespace]
        if !(row.map { copies.namespaces[$0].isKnown } ?? false) {
            earlyHints.add(namespace: namespace, registry: registry, now: now.steady)
        }
        guard let secretName = configuration.registries.first(where: { $0.name == registry })?.secretName,
            let column = copies.columns[secretName], let row, copies.namespaces[row].isWritable
        else { return false }
        let key = CopyKey(row: row, column: column)
        guard copies[key].isAllowed else { return false }
        guard !copies[key].isHinted || queue.level(of: key) == .absent else { return true }
        for key in [key, anonymousTry(beside: key)].compactMap(\.self) where copies[key].isAllowed {
            copies[key].isHinted = true
            copies[key].isNeeded = true
            review(key, now: now)
        }
        return true
    }
}
