package import Processes
import Synchronization

/// Keeps the lines of a running process' standard error, and lets tests wait for one.
package final class LogCollector: Sendable {
    private struct Waiter {
        var isWanted: @Sendable (String) -> Bool
        var continuation: CheckedContinuation<String?, Never>
    }

    private struct State {
        var lines: [String] = []
        var hasEnded = false
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    /// An empty log.
    package init() {}

    /// All lines so far.
    package var lines: [String] { state.withLock { $0.lines } }

    /// Takes lines until the process ends.
    package func collect(from process: RunningProcess) async {
        for await line in process.standardErrorLines { add(line) }
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
    }

    /// The first line, of those that are there and those that come, for which the condition holds; `nil` when the log ends first.
    package func firstLine(where isWanted: @escaping @Sendable (String) -> Bool) async -> String? {
        await withCheckedContinuation { continuation in
            let known: String?? = state.withLock { state in
                if let line = state.lines.first(where: isWanted) { return .some(line) }
                if state.hasEnded { return .some(nil) }
                state.waiters.append(Waiter(isWanted: isWanted, continuation: continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    private func add(_ line: String) {
        let served = state.withLock { state in
            state.lines.append(line)
            let served = state.waiters.filter { $0.isWanted(line) }
            state.waiters.removeAll { $0.isWanted(line) }
            return served
        }
        for waiter in served { waiter.continuation.resume(returning: line) }
    }
}
