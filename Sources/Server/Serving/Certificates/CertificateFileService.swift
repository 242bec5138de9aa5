internal import Configuration
internal import Files
internal import HTTPServer
internal import Logging
internal import Logs
internal import Metrics
internal import ServiceLifecycle
internal import TLS
internal import Webhook

/// Looks at the certificate's files now and then, and serves the new one to new connections.
struct CertificateFileService: Service {
    let files: CertificateFiles
    let credentials: TLSCredentials
    let metrics: WebhookMetrics
    let logger: Logger

    func run() async throws {
        await files.file.reload(on: Ticks.everyTwoSeconds) { outcome in
            switch outcome {
            case .reloaded(let context):
                credentials.replace(with: context)
                metrics.certificateReloaded(.certificate, true)
                logger.info(
                    "certificate reloaded",
                    [.subject: "\(context.certificate.subject)", .file: "\(files.paths)"]
                )
            case .failed(let error):
                metrics.certificateReloaded(.certificate, false)
                logger.error(
                    "the changed certificate cannot be used; the old one stays",
                    [.error: "\(error)", .file: "\(files.paths)"]
                )
            case .recovered:
                metrics.certificateNotInForce.child(RefusedFile.certificate.rawValue).set(0)
                logger.notice("the certificate of the files is served again", [.file: "\(files.paths)"])
            case .unchanged, .stillFailing: break
            }
        }
    }
}
