/// The time of a drain, which passes when a test says so.
final class DrainTime: Sendable {
    /// What was waited for, in its order.
    let asked: AsyncStream<Duration>
    private let asking: AsyncStream<Duration>.Continuation
    private let passes: AsyncStream<Void>
    private let passing: AsyncStream<Void>.Continuation

    init() {
        (asked, asking) = AsyncStream.makeStream(of: Duration.self)
        (passes, passing) = AsyncStream.makeStream(of: Void.self)
    }

    /// Lets the wait end that runs now, or the next one.
    func pass() { passing.yield() }

    /// Waits; for one task at a time.
    func sleep(_ time: Duration) async throws {
        asking.yield(time)
        var iterator = passes.makeAsyncIterator()
        _ = await iterator.next()
        try Task.checkCancellation()
    }

    /// What is waited for next.
    func next() async -> Duration? {
        var iterator = asked.makeAsyncIterator()
        return await iterator.next()
    }
}
