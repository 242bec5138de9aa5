internal import Controllers
package import Kubernetes

extension PolicyKeeper {
    /// Takes policy and binding away where they are ours; as a task on the client's loop.
    ///
    /// Needs no keeper and no rules: what CEL cannot say goes all the same. `matchConditions` stay: they go with the registration.
    ///
    /// - Throws: where the API server refuses.
    package static func removeAll(
        of options: PolicyKeeperOptions,
        by client: KubernetesClient
    ) async throws(KubernetesError) -> Outcome {
        var outcome = Outcome()
        for part in options.parts.reversed() where part.isMade {
            let path = part.path(name: options.name)
            guard let object = try await client.object(PartialObject.self, at: path)?.metadata else { continue }
            guard options.ownership.isOurs(object) else {
                outcome.problems.append(
                    "\(options.description(of: part)) is not Pullpass' (\(options.ownership.owner)) and is left alone"
                )
                continue
            }
            try await client.delete(path, judged: object, priority: .cleanUp)
            outcome.removed += 1
        }
        return outcome
    }
}
