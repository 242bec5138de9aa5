internal import Controllers
package import Kubernetes
package import Status

extension RegistryStatusKeeper {
    /// Makes all objects say how registries stand, once; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// - Parameter states: how all that are configured stand.
    /// - Returns: why something cannot be shown; empty where the cluster has no such objects.
    package func showOnce(_ states: [RegistryStatus]) async -> [String] {
        isLeader = true
        read { states }
        do throws(KubernetesError) {
            let list = try await client.list(
                PullRegistryObject.self,
                WatchTarget(path: ResourcePath.pullRegistries().path)
            )
            synced(list.items, list.resourceVersion)
        } catch {
            return error.isNotFound ? [] : ["PullRegistries cannot be read: \(error)"]
        }
        takeStates()
        // An object and its status, each once: who writes against us has the last word.
        for _ in 0..<situation.entries.count * 2 {
            let decision = RegistryStatusPlan.decide(situation)
            guard decision.step != .wait else { break }
            await take(decision.step)
        }
        await events.flush(with: recorder)
        return failures.messages
    }

    /// Takes all objects away that are ours; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// It goes on past what is refused.
    ///
    /// - Returns: how many there were; none where the cluster has no such objects.
    /// - Throws: the first refusal of the API server, where there was one.
    package func removeAll() async throws(KubernetesError) -> Int {
        let objects: [PullRegistryObject]
        do throws(KubernetesError) {
            let target = WatchTarget(path: ResourcePath.pullRegistries().path)
            objects = try await client.list(PullRegistryObject.self, target).items
        } catch {
            guard error.isNotFound else { throw error }
            return 0
        }
        var removed = 0
        var refusal: KubernetesError?
        for object in objects where options.ownership.isOurs(object.metadata) {
            do throws(KubernetesError) {
                try await client.delete(
                    .pullRegistries(name: object.metadata.name),
                    judged: object.metadata,
                    priority: .cleanUp
                )
                removed += 1
            } catch {
                refusal = refusal ?? error
                if error.isUnanswered || error.isCancelled { break }
            }
        }
        if let refusal { throw refusal }
        return removed
    }
}
