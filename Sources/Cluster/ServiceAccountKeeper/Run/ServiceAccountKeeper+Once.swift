internal import Controllers
internal import EventLoop
internal import Kubernetes

extension ServiceAccountKeeper {
    /// What one round, or a removal, has come to.
    package struct Outcome: Sendable, Hashable {
        /// How many accounts were written.
        package var written = 0
        /// How many have names of ours that nobody wants, and keep them for now.
        package var leaving = 0
        /// Why something is not as it should be; empty where all is.
        package var problems: [String] = []

        /// Nothing was done, and nothing is wrong.
        package init() {}
    }

    /// How long a round takes at most.
    private static let longestRound = Duration.seconds(600)

    /// Brings all accounts to what they should be, once; as a task on the loop, on a keeper that is not run otherwise and that was shown the
    /// namespaces.
    package func applyOnce() async -> Outcome {
        guard await readAll() else { return outcome }
        await workOff()
        await events.flush(with: recorder)
        return outcome
    }

    /// Takes all names away that this installation has added; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// - Returns: what became of it.
    package func removeAll() async -> Outcome {
        plan = AccountPlan(owner: plan.owner, rules: plan.rules.disabled, grace: .zero)
        guard await readAll() else { return outcome }
        // Whatever the namespaces are: what is ours goes.
        let namespaces = plan.spaces.keys.map { NamespaceObject(metadata: ObjectMetadata(name: $0)) }
        plan.namespaces(.synced(namespaces, version: ""), now: now)
        await workOff()
        return outcome
    }

    private var outcome: Outcome {
        var outcome = Outcome()
        outcome.written = written
        outcome.leaving = plan.counts[.leaving] ?? 0
        outcome.problems = failures.messages
        let left: [(AccountStanding, String)] = [
            (.failing, "could not be written"), (.undone, "were undone by somebody again and again"),
            (.waiting, "were not come to"),
        ]
        for (standing, words) in left {
            guard let count = plan.counts[standing], count > 0 else { continue }
            outcome.problems.append("\(count) ServiceAccounts \(words)")
        }
        return outcome
    }

    /// Reads all accounts but those of namespaces that may not be read, which are among the failures.
    ///
    /// - Returns: whether there is anything to go by.
    private func readAll() async -> Bool {
        for namespace in options.watchedNamespaces {
            do throws(KubernetesError) {
                let target = ServiceAccountKeeperOptions.target(namespace)
                let list = try await client.list(ServiceAccountObject.self, target)
                plan.synced(list.items, version: list.resourceVersion, in: namespace, now: now)
            } catch {
                // A namespace that is gone has none.
                if namespace != nil, error.isNotFound { continue }
                let place = namespace.map { " of namespace \($0)" } ?? ""
                failures.report("reading ServiceAccounts\(place)", "\(error)", error.logFields)
                // Each of the only namespaces has a Role of its own: one that is gone is no reason to leave the others as they are.
                guard namespace != nil, !error.isTransient, !error.isCancelled else { return false }
            }
        }
        return true
    }

    private func workOff() async {
        let end = now + Self.longestRound
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.workers {
                group.addTask {
                    // Who ends a write goes on with the same namespace, so that nothing is left when all have ended.
                    while !Task.isCancelled, self.now < end, let write = self.plan.next(now: self.now) {
                        await self.perform(write)
                    }
                }
            }
        }
        for notice in plan.takeNotices() { tell(notice) }
    }
}
