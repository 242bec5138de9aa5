internal import Controllers

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
        if outcome.problems.isEmpty, !options.parts.allSatisfy({ status(of: $0) == .ours(isRight: true) }) {
            outcome.problems = [
                "\(options.name): the rules in the API server are not what they should be yet; run it again"
            ]
        }
        return outcome
    }
}
