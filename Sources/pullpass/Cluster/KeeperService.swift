import EventLoop
import Logging
import SecretKeeper
import ServiceLifecycle

/// The keeper, until the end; then it gives the Lease back.
struct KeeperService: Service {
    let keeper: SecretKeeper
    let loop: EventLoop
    let logger: Logger

    func run() async throws {
        let keeping = Task(executorPreference: loop) { await keeper.run() }
        await withTaskCancellationHandler {
            try? await gracefulShutdown()
        } onCancel: {
            keeping.cancel()
        }
        keeping.cancel()
        await keeping.value
        logger.info("the keeper has ended")
    }
}
