internal import Images
internal import Metrics
internal import Synchronization
internal import Sockets

extension Keeper {
    /// Hands hints to the plan, which knows what is wanted.
    func takeHints() async {
        while !Task.isCancelled {
            await hintSignal.wait()
            let hints = inbox.withLock { inbox in
                defer { inbox.hints = [:] }
                return inbox.hints
            }
            for (namespace, registries) in hints {
                for registry in registries {
                    let isWanted = plan.hint(namespace: namespace, registry: registry, now: now)
                    metrics.hints.child(isWanted ? "accepted" : "dropped").increment()
                }
            }
            changed()
        }
    }
}
