import ArgumentParser
import CertificateKeeper
import Configuration
import HTTPServer
import Logging
import Metrics
import ServiceLifecycle
import Synchronization
import TLS
import Webhook

/// `--certificates`.
enum CertificateOrigin: String, ExpressibleByArgument, CaseIterable {
    case files
    case own = "self"
}

/// Where the serving certificate comes from.
enum CertificateMode: Sendable {
    /// Files, read again when they change.
    case files
    /// A Secret that Pullpass keeps, for a Service and a MutatingWebhookConfiguration.
    case own(service: String, configuration: String)
}

/// What the webhook's port serves: put into the credentials whenever it changes.
final class ServingCertificate: Sendable, CertificateUser {
    private enum Source {
        case files(CertificateFiles)
        case own(clientCA: (file: ReloadingFile<[UInt8]>, path: String)?)
    }

    private let source: Source
    private let credentials: TLSCredentials
    private let readiness: Readiness
    private let metrics: WebhookMetrics
    private let pair = Mutex<(chain: [UInt8], key: [UInt8])?>(nil)

    /// Reads the files that there are.
    ///
    /// - Throws: ``CommandFailure`` where one cannot be used.
    init(
        _ mode: CertificateMode,
        files: TLSFiles,
        credentials: TLSCredentials,
        readiness: Readiness,
        metrics: WebhookMetrics
    ) throws {
        self.credentials = credentials
        self.readiness = readiness
        self.metrics = metrics
        switch mode {
        case .files:
            let certificate = try CertificateFiles(files)
            credentials.replace(with: certificate.file.value)
            source = .files(certificate)
        case .own:
            readiness.block(.noCertificate)
            source = .own(clientCA: try Self.clientCA(files))
        }
    }

    /// What looks at the files, to be run.
    func makeService(logger: Logger) -> (any Service)? {
        switch source {
        case .files(let files):
            CertificateService(files: files, credentials: credentials, metrics: metrics, logger: logger)
        case .own(let clientCA):
            clientCA.map {
                ClientCAService(file: $0.file, path: $0.path, certificate: self, metrics: metrics, logger: logger)
            }
        }
    }

    func serve(chain: [UInt8], key: [UInt8]) throws {
        credentials.replace(with: try TLSServerContext(chain: chain, key: key, clientCA: clientCA))
        pair.withLock { $0 = (chain, key) }
        readiness.unblock(.noCertificate)
        metrics.certificateReloads.child("ok").increment()
    }

    func certificateFailed() { metrics.certificateReloads.child("failed").increment() }

    /// Takes the client CAs that there are now.
    fileprivate func serveAgain() throws {
        guard let pair = pair.withLock({ $0 }) else { return }
        try serve(chain: pair.chain, key: pair.key)
    }

    private var clientCA: [UInt8]? {
        if case .own(let clientCA) = source { clientCA?.file.value } else { nil }
    }

    private static func clientCA(_ files: TLSFiles) throws -> (file: ReloadingFile<[UInt8]>, path: String)? {
        guard let path = files.clientCAFile else { return nil }
        do {
            let file = try ReloadingFile(paths: [path]) { contents in
                let text = contents[path] ?? []
                _ = try Certificate.parse(pem: text, what: "the client CA file")
                return text
            }
            return (file, path)
        } catch {
            throw CommandFailure.usage("the client CA (\(path)) cannot be used: \(error)")
        }
    }
}

/// Looks at the certificate's files now and then, and serves the new one to new connections.
private struct CertificateService: Service {
    let files: CertificateFiles
    let credentials: TLSCredentials
    let metrics: WebhookMetrics
    let logger: Logger

    func run() async throws {
        await files.file.reload(on: Ticks.shared) { outcome in
            switch outcome {
            case .reloaded(let context):
                credentials.replace(with: context)
                metrics.certificateReloads.child("ok").increment()
                logger.info(
                    "certificate reloaded",
                    metadata: ["subject": "\(context.certificate.subject)", "files": "\(files.paths)"]
                )
            case .failed(let error):
                metrics.certificateReloads.child("failed").increment()
                logger.error(
                    "the changed certificate cannot be used; the old one stays",
                    metadata: ["error": "\(error)", "files": "\(files.paths)"]
                )
            case .unchanged, .stillFailing: break
            }
        }
    }
}

/// Looks at the file of the client CAs now and then, where the certificate itself comes from a Secret.
private struct ClientCAService: Service {
    let file: ReloadingFile<[UInt8]>
    let path: String
    let certificate: ServingCertificate
    let metrics: WebhookMetrics
    let logger: Logger

    func run() async throws {
        await file.reload(on: Ticks.shared) { outcome in
            do {
                switch outcome {
                case .reloaded:
                    try certificate.serveAgain()
                    logger.info("client CA reloaded")
                case .failed(let error): throw error
                case .unchanged, .stillFailing: break
                }
            } catch {
                metrics.certificateReloads.child("failed").increment()
                logger.error(
                    "the changed client CA cannot be used; the old one stays",
                    metadata: ["error": "\(error)", "file": "\(path)"]
                )
            }
        }
    }
}
