package import EventLoop
internal import Synchronization

/// A token bucket on the loop's time: so many requests a second, with a burst, the most urgent first.
package final class RequestLimiter: Sendable {
    private let loop: EventLoop
    private let state: Mutex<LimiterState>

    /// Makes a full bucket.
    ///
    /// - Parameters:
    ///   - perSecond: the rate at which tokens come back; above 0.
    ///   - burst: the most tokens, at least 1.
    ///   - loop: whose clock counts; ``acquire(_:)`` is called by tasks on it.
    package init(perSecond: Double, burst: Int, loop: EventLoop) {
        precondition(perSecond > 0 && burst >= 1, "a limit that lets nothing through")
        self.loop = loop
        state = Mutex(LimiterState(perSecond: perSecond, burst: burst, now: loop.preciseNow()))
    }

    /// Waits until a request of this priority may go out.
    ///
    /// - Returns: false where the task was cancelled first; nothing was taken then.
    @discardableResult
    package func acquire(_ priority: RequestPriority) async -> Bool {
        if priority == .election {
            state.withLock { $0.charge(loop.preciseNow()) }
            return !Task.isCancelled
        }
        guard !Task.isCancelled else { return false }
        let waiter = LimiterWaiter(priority)
        let arrival = state.withLock { $0.arrive(waiter, loop.preciseNow()) }
        if case .granted = arrival { return true }
        return await withTaskCancellationHandler {
            await wait(waiter, arrival)
        } onCancel: {
            let wakeups = state.withLock { $0.cancel(waiter) }
            for wakeup in wakeups { wakeup.resume() }
        }
    }

    private func wait(_ waiter: LimiterWaiter, _ arrival: LimiterSignal) async -> Bool {
        var signal = arrival
        while true {
            switch signal {
            case .granted: return true
            case .cancelled: return false
            case .wait:
                signal = await withCheckedContinuation { continuation in
                    let early = state.withLock { $0.park(waiter, continuation) }
                    early?.resume()
                }
            case .keepTime:
                let due = state.withLock { $0.nextDue(loop.preciseNow()) }
                await loop.sleep(until: due)
                let (own, wakeups) = state.withLock { $0.tick(waiter, loop.preciseNow()) }
                for wakeup in wakeups { wakeup.resume() }
                signal = own
            }
        }
    }

    /// Lets nothing but ``RequestPriority/election`` through for this long; a longer pause that runs already stays.
    package func pause(for duration: Duration) {
        let end = loop.preciseNow().advanced(by: duration)
        state.withLock { $0.pause(until: end) }
    }

    /// The number of requests that wait now.
    package var waiting: Int { state.withLock { $0.waitingCount } }
}
