internal import Synchronization

/// The result of a process, for any number of tasks that wait for it.
final class Ending: Sendable {
    typealias Outcome = Result<ExitStatus, ProcessError>

    private enum State {
        case pending([CheckedContinuation<Outcome, Never>])
        case known(Outcome)
    }

    private let state = Mutex(State.pending([]))

    func wait() async -> Outcome {
        await withCheckedContinuation { continuation in
            let known: Outcome? = state.withLock { state in
                switch state {
                case .known(let outcome): return outcome
                case .pending(let waiting):
                    state = .pending(waiting + [continuation])
                    return nil
                }
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// To be called once.
    func resolve(_ outcome: Outcome) {
        let waiting: [CheckedContinuation<Outcome, Never>] = state.withLock { state in
            guard case .pending(let waiting) = state else { return [] }
            state = .known(outcome)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }
}
