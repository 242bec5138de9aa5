/// Runs `body` for as long as a time of the loop's clock allows.
///
/// - Parameters:
///   - deadline: when `body` is cancelled; this returns as soon as it has ended.
///   - loop: whose clock counts.
///   - body: must end soon after its task is cancelled.
/// - Returns: what `body` returned, or nil where the deadline came first or the task was cancelled.
package func withDeadline<Value: Sendable>(
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
