internal import Configuration
internal import Files
internal import Logging
internal import Logs
internal import Metrics
internal import ServiceLifecycle
internal import Webhook

/// Looks at the file of the client CAs now and then, where the certificate itself comes from a Secret.
struct ClientCAService: Service {
    let file: ReloadingFile<[UInt8]>
    let path: String
    let certificate: ServingCertificate
    let metrics: WebhookMetrics
    let logger: Logger

    func run() async throws {
        await file.reload(on: Ticks.everyTwoSeconds) { outcome in
            do {
                switch outcome {
                case .reloaded:
                    try certificate.serveAgain()
                    logger.info("client CA reloaded", [.file: "\(path)"])
                case .failed(let error): throw error
                case .unchanged, .stillFailing: break
                }
            } catch {
                metrics.certificateReloads.child("failed").increment()
                logger.error(
                    "the changed client CA cannot be used; the old one stays",
                    [.error: "\(error)", .file: "\(path)"]
                )
            }
        }
    }
}
