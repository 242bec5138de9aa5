internal import Sockets

/// What `body` returned, or nil where the deadline came first or the task was cancelled; `body` is cancelled then.
func withDeadline<Value: Sendable>(
    _ deadline: LoopInstant,
    on loop: EventLoop,
    _ body: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await body() }
        group.addTask {
            await loop.sleep(until: deadline)
            return nil
        }
        let first = await group.next()
        group.cancelAll()
        return first ?? nil
    }
}
