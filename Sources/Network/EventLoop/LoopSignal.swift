internal import Synchronization

/// Tells a waiting task that something has changed; a signal that comes while nobody waits is kept, and two are one.
///
/// ``fire()`` may be called on any thread; one task at a time waits, on the loop.
package final class LoopSignal: Sendable {
    private struct State {
        var isSet = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Starts without a signal.
    package init() {}

    /// Wakes the waiting task, or the next one that waits.
    package func fire() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isSet = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for a signal; returns at once when the task is cancelled.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    if state.isSet || Task.isCancelled {
                        state.isSet = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            // Without setting anything: a later wait must not take it for a signal.
            let waiter = state.withLock { $0.waiter.take() }
            waiter?.resume()
        }
    }

    /// Waits for a signal until a time of the loop's clock.
    package func wait(until deadline: LoopInstant, on loop: EventLoop) async {
        guard !state.withLock({ $0.isSet }) else { return await wait() }
        _ = await withDeadline(deadline, on: loop) { await self.wait() }
    }
}
