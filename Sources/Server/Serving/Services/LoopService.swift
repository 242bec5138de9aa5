import ServiceLifecycle
import Sockets

/// Work on an event loop, until the end.
struct LoopService: Service {
    let loop: EventLoop
    let work: @Sendable () async -> Void

    func run() async throws {
        let working = Task(executorPreference: loop) { [work] in await work() }
        await withTaskCancellationHandler {
            try? await gracefulShutdown()
        } onCancel: {
            working.cancel()
        }
        working.cancel()
        await working.value
    }
}
