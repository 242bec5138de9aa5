internal import EventLoop

/// Tasks by key, started and cancelled as the wanted keys change.
///
/// Used on its loop only, hence the unchecked conformance.
final class KeyedTasks: @unchecked Sendable {
    private let loop: EventLoop
    private let body: @Sendable (String) async -> Void
    private var tasks: [String: Task<Void, Never>] = [:]
    private var ending: [Task<Void, Never>] = []

    init(loop: EventLoop, body: @escaping @Sendable (String) async -> Void) {
        self.loop = loop
        self.body = body
    }

    /// The keys whose tasks run.
    var keys: Set<String> { Set(tasks.keys) }

    /// Starts what is missing and cancels what is not wanted any more.
    func want(_ keys: some Collection<String>) {
        guard keys.count != tasks.count || !keys.allSatisfy({ tasks[$0] != nil }) else { return }
        let wanted = Set(keys)
        for (key, task) in tasks where !wanted.contains(key) {
            task.cancel()
            ending.append(task)
            tasks[key] = nil
        }
        for key in wanted where tasks[key] == nil {
            let body = body
            tasks[key] = Task(executorPreference: loop) { await body(key) }
        }
    }

    /// Cancels all and waits for their end.
    func end() async {
        want([])
        let all = ending
        ending = []
        for task in all { await task.value }
    }
}
