import Certificates
import ServiceLifecycle
import Sockets

/// The keeper of the certificates, until the end.
struct CertificateKeeperService: Service {
    let keeper: CertificateKeeper
    let loop: EventLoop

    func run() async throws {
        let keeping = Task(executorPreference: loop) { await keeper.run() }
        await withTaskCancellationHandler {
            try? await gracefulShutdown()
        } onCancel: {
            keeping.cancel()
        }
        keeping.cancel()
        await keeping.value
    }
}
