internal import Kubernetes
internal import Names
package import Text

extension FolderObjects {
    /// The most objects of a kind that are looked at.
    private static let mostDated = 5000

    /// Finds out when it was filled.
    ///
    /// Leases and Events are written all the time. The Leases of the system are renewed every few seconds, by many: the middle one of them is
    /// right although one clock is wrong, or one node gone. Without them it is the newest of Pullpass' own Leases and of the Events. Leases of
    /// other namespaces say nothing: whoever may edit a namespace writes what he likes into them.
    ///
    /// - Parameters:
    ///   - home: The namespace that Pullpass is in.
    ///   - latest: The time of day: what is later is wrong.
    /// - Returns: nil where nothing tells it that a tenant cannot write.
    package func filled(home: String, until latest: Timestamp) -> Timestamp? {
        let system = times(of: "leases", until: latest) { ClusterNames.excludedNamespaces.contains($0.namespace) }
            .sorted()
        if !system.isEmpty { return system[system.count / 2] }
        let own = times(of: "leases", until: latest) { $0.namespace == home }
        return (own + times(of: "events", until: latest) { _ in true }).max()
    }

    private func times(of resource: String, until latest: Timestamp, where isMeant: (Object) -> Bool) -> [Timestamp] {
        (objects[resource] ?? []).filter(isMeant).suffix(Self.mostDated).flatMap { object -> [Timestamp] in
            guard let whole = try? WholeObject(parsing: object.json) else { return [] }
            let texts = [
                whole["spec"]?.text("renewTime"), whole.members.text("lastTimestamp"), whole.members.text("eventTime"),
            ]
            return texts.compactMap { $0.flatMap { Timestamp(rfc3339: $0) } }.filter { $0 <= latest }
        }
    }
}
