internal import Controllers
package import Kubernetes

extension ConfigurationKeeper {
    /// Keeps what is in force, once; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// - Returns: why that is not possible; empty where it is kept, or was already.
    package func keepOnce() async -> [String] {
        term.change(leads: true)
        if report.state != .file { tell(report.state, after: .file) }
        // One write, and a few more where somebody else writes it meanwhile.
        for _ in 0..<5 {
            await read()
            reportObstacles()
            let step = ConfigurationPlan.decide(situation).step
            guard step != .wait else { break }
            await take(step)
            if failures.messages.isEmpty, !term.mustRead { break }
        }
        await events.flush(with: recorder)
        return failures.messages
    }

    /// Takes the Secret away where it is ours; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// The last of all that is removed: with a bad file nothing else says what there is to remove.
    ///
    /// - Returns: whether there was one of ours.
    /// - Throws: where the API server refuses.
    package func removeAll() async throws(KubernetesError) -> Bool {
        let secret = try await client.secretMetadata(namespace: options.namespace, name: options.secret)
        guard let secret, options.ownership.isOurs(secret) else { return false }
        _ = try await client.deleteSecret(
            namespace: options.namespace,
            name: options.secret,
            uid: secret.uid,
            resourceVersion: nil,
            priority: .cleanUp
        )
        return true
    }
}
