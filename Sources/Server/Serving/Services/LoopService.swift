import EventLoop
import ServiceLifecycle

/// Work on an event loop, until the end.
struct LoopService: Service {
    let loop: EventLoop
    /// Ends soon after it is cancelled, and leaves everything as others may find it: a keeper gives its Lease back.
    let work: @Sendable () async -> Void
    var onEnd: @Sendable () -> Void = {}

    func run() async throws {
        let working = Task(executorPreference: loop) { [work] in await work() }
        await withTaskCancellationHandler {
            try? await gracefulShutdown()
        } onCancel: {
            working.cancel()
        }
        working.cancel()
        await working.value
        onEnd()
    }
}
