package import EventLoop

/// Runs a body on a fresh event loop and stops the loop when it is done.
package func withEventLoop<R: Sendable>(
    clock: LoopClock = .monotonic,
    _ body: @escaping @Sendable (EventLoop) async throws -> R
) async throws -> R {
    let loop = try EventLoop(clock: clock)
    let result = await Task(executorPreference: loop) { try await body(loop) }.result
    // Joining a thread blocks, which a task of the shared pool must not do for long; the loop has nothing left to run.
    loop.stop()
    return try result.get()
}
