internal import Controllers
package import Kubernetes

extension PolicyKeeper {
    /// What one round, or a removal, has come to.
    package struct Outcome: Sendable, Hashable {
        /// How many objects were written.
        package var written = 0
        /// How many were removed.
        package var removed = 0
        /// Why something is not as it should be; empty where all is.
        package var problems: [String] = []
    }

    /// Makes the objects say what they should, once; as a task on the loop, on a keeper that is not run otherwise.
    package func applyOnce() async -> Outcome {
        term.change(leads: true)
        var outcome = Outcome()
        // Two objects and their owner need a few steps; somebody else's writes in between some more.
        if await read() {
            for _ in 0..<20 {
                let decision = PolicyPlan.decide(situation)
                guard decision.step != .wait else { break }
                await take(decision.step)
            }
        }
        reportConflicts()
        await events.flush(with: recorder)
        outcome.written = written
        outcome.problems = failures.messages
        if outcome.problems.isEmpty, !content.parts.allSatisfy({ status(of: $0) == .ours(isRight: true) }) {
            outcome.problems = [
                "\(options.name): the rules in the API server are not what they should be yet; run it again"
            ]
        }
        return outcome
    }

    /// Takes policy and binding away where they are ours; as a task on the loop, on a keeper that is not run otherwise.
    ///
    /// `matchConditions` stay: they go with the registration.
    ///
    /// - Throws: where the API server refuses.
    package func removeAll() async throws(KubernetesError) -> Outcome {
        var outcome = Outcome()
        for part in content.parts.reversed() where part.isMade {
            let path = part.path(name: options.name)
            guard let object = try await client.object(PartialObject.self, at: path)?.metadata else { continue }
            guard options.ownership.isOurs(object) else {
                outcome.problems.append(
                    "\(description(of: part)) is not Pullpass' (\(options.ownership.owner)) and is left alone"
                )
                continue
            }
            try await client.delete(path, judged: object, priority: .cleanUp)
            outcome.removed += 1
        }
        return outcome
    }
}
