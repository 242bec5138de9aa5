internal import EventLoop
internal import Text

/// What the limiter tells a task that waits.
enum LimiterSignal: Sendable {
    /// The request may go out.
    case granted
    /// The task has been cancelled.
    case cancelled
    /// It is this task's turn to sleep until the next token, for all that wait.
    case keepTime
    /// Nothing yet: park.
    case wait
}

/// A task that waits for a token.
///
/// Its fields are touched under the limiter's lock only.
final class LimiterWaiter: @unchecked Sendable {
    let priority: RequestPriority
    var continuation: CheckedContinuation<LimiterSignal, Never>?
    /// Came before the task was parked.
    var signal: LimiterSignal?
    /// Granted or cancelled: it no longer counts.
    var isDone = false

    init(_ priority: RequestPriority) { self.priority = priority }
}

/// A continuation that is to be resumed once the limiter's lock is free.
struct LimiterWakeup: Sendable {
    let continuation: CheckedContinuation<LimiterSignal, Never>
    let signal: LimiterSignal

    func resume() { continuation.resume(returning: signal) }
}

/// The bucket and its queues: a state machine that is told the time.
///
/// One of the waiting tasks, the timekeeper, sleeps until the next token and hands out what has come in by then; when its own
/// turn comes another takes over. So no task is needed that outlives the requests.
struct LimiterState {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var refilled: LoopInstant
    private var pausedUntil = LoopInstant.start
    private var queues: [[LimiterWaiter]]
    private var heads: [Int]
    private var parts = RequestPriority.parts
    private var timekeeper: LimiterWaiter?
    private(set) var waitingCount = 0

    init(perSecond: Double, burst: Int, now: LoopInstant) {
        self.perSecond = perSecond
        self.burst = Double(burst)
        tokens = Double(burst)
        refilled = now
        queues = Array(repeating: [], count: RequestPriority.last.rank + 1)
        heads = Array(repeating: 0, count: queues.count)
    }

    // MARK: The bucket

    private mutating func refill(_ now: LoopInstant) {
        tokens = min(burst, tokens + max(.zero, now - refilled).inSeconds * perSecond)
        refilled = max(refilled, now)
    }

    private mutating func take(_ now: LoopInstant) -> Bool {
        guard now >= pausedUntil else { return false }
        refill(now)
        // The sum of many small additions may stay a hair below one.
        guard tokens >= 1 - 1e-6 else { return false }
        tokens -= 1
        return true
    }

    /// Takes a token where there is one: the election does not wait, and a rate that is not above its own must leave something to others.
    mutating func charge(_ now: LoopInstant) {
        refill(now)
        if tokens >= 1 { tokens -= 1 }
    }

    mutating func pause(until end: LoopInstant) {
        guard end > pausedUntil, end != .never else { return }
        pausedUntil = end
        // A server that was overloaded is not to be met with a burst afterwards.
        tokens = min(tokens, 1)
        refilled = max(refilled, end)
    }

    /// When the next token can be handed out.
    func nextDue(_ now: LoopInstant) -> LoopInstant {
        let missing = Duration.seconds(min(max(0, 1 - tokens) / perSecond, 3600))
        // A nanosecond more, for what the instant rounds off.
        return max(max(refilled, pausedUntil).advanced(by: missing + .nanoseconds(1)), now)
    }

    // MARK: The queues

    mutating func arrive(_ waiter: LimiterWaiter, _ now: LoopInstant) -> LimiterSignal {
        if waitingCount == 0, take(now) {
            waiter.isDone = true
            return .granted
        }
        queues[waiter.priority.rank].append(waiter)
        waitingCount += 1
        guard timekeeper == nil else { return .wait }
        timekeeper = waiter
        return .keepTime
    }

    /// Parks a task; gives the signal back that came before.
    mutating func park(_ waiter: LimiterWaiter, _ continuation: CheckedContinuation<LimiterSignal, Never>)
        -> LimiterWakeup?
    {
        if let signal = waiter.signal {
            waiter.signal = nil
            return LimiterWakeup(continuation: continuation, signal: signal)
        }
        waiter.continuation = continuation
        return nil
    }

    /// Hands out the tokens that are there: called by the timekeeper after each of its sleeps.
    mutating func tick(_ waiter: LimiterWaiter, _ now: LoopInstant) -> (own: LimiterSignal, wakeups: [LimiterWakeup]) {
        var wakeups: [LimiterWakeup] = []
        var own = waiter.isDone ? LimiterSignal.cancelled : .keepTime
        while waitingCount > 0, take(now), let next = popFirst() {
            next.isDone = true
            waitingCount -= 1
            if next === waiter { own = .granted } else { signal(next, .granted, &wakeups) }
        }
        if waiter.isDone { replaceTimekeeper(&wakeups) }
        return (own, wakeups)
    }

    mutating func cancel(_ waiter: LimiterWaiter) -> [LimiterWakeup] {
        guard !waiter.isDone else { return [] }
        var wakeups: [LimiterWakeup] = []
        waiter.isDone = true
        waitingCount -= 1
        // A cancelled timekeeper wakes from its sleep by itself and finds another one then.
        if timekeeper !== waiter { signal(waiter, .cancelled, &wakeups) }
        return wakeups
    }

    private func signal(_ waiter: LimiterWaiter, _ signal: LimiterSignal, _ wakeups: inout [LimiterWakeup]) {
        guard let continuation = waiter.continuation else {
            waiter.signal = signal
            return
        }
        waiter.continuation = nil
        wakeups.append(LimiterWakeup(continuation: continuation, signal: signal))
    }

    private mutating func replaceTimekeeper(_ wakeups: inout [LimiterWakeup]) {
        timekeeper = first()
        if let timekeeper { signal(timekeeper, .keepTime, &wakeups) }
    }

    /// Takes the one whose turn it is.
    private mutating func popFirst() -> LimiterWaiter? {
        for rank in queues.indices { dropDone(rank) }
        guard let rank = parts.next(where: { heads[$0] < queues[$0].count }) else { return nil }
        heads[rank] += 1
        return queues[rank][heads[rank] - 1]
    }

    /// The most urgent that still waits.
    private mutating func first() -> LimiterWaiter? {
        for rank in queues.indices {
            dropDone(rank)
            if heads[rank] < queues[rank].count { return queues[rank][heads[rank]] }
        }
        return nil
    }

    /// Drops the done ones at the head of a queue.
    private mutating func dropDone(_ rank: Int) {
        while heads[rank] < queues[rank].count, queues[rank][heads[rank]].isDone { heads[rank] += 1 }
        if heads[rank] == queues[rank].count {
            queues[rank].removeAll(keepingCapacity: false)
            heads[rank] = 0
        } else if heads[rank] > 512, heads[rank] * 2 > queues[rank].count {
            queues[rank].removeFirst(heads[rank])
            heads[rank] = 0
        }
    }
}
