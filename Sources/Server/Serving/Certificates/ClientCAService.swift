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
                    metrics.certificateReloaded(.clientCA, true)
                    logger.info("client CA reloaded", [.file: "\(path)"])
                case .failed(let error): throw error
                case .recovered:
                    metrics.certificateNotInForce.child(RefusedFile.clientCA.rawValue).set(0)
                    logger.notice("the client CA of the file is in use again", [.file: "\(path)"])
                case .unchanged, .stillFailing: break
                }
            } catch {
                metrics.certificateReloaded(.clientCA, false)
                logger.error(
                    "the changed client CA cannot be used; the old one stays",
                    [.error: "\(error)", .file: "\(path)"]
                )
            }
        }
    }
}
