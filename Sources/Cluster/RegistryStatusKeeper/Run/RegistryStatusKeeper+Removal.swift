internal import Controllers
package import Kubernetes

extension RegistryStatusKeeper {
    /// Takes all objects away that are ours; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// - Returns: how many there were; none where the cluster has no such objects.
    /// - Throws: where the API server refuses.
    package func removeAll() async throws(KubernetesError) -> Int {
        var removed = 0
        do throws(KubernetesError) {
            let target = WatchTarget(path: ResourcePath.pullRegistries().path)
            for object in try await client.list(PullRegistryObject.self, target).items
            where options.ownership.isOurs(object.metadata) {
                try await client.delete(
                    .pullRegistries(name: object.metadata.name),
                    judged: object.metadata,
                    priority: .cleanUp
                )
                removed += 1
            }
        } catch {
            guard error.isNotFound else { throw error }
        }
        return removed
    }
}
