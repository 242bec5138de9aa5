internal import CertificateKeeper
internal import Configuration
internal import Files
internal import HTTPServer
internal import Logging
internal import Logs
internal import Metrics
internal import ServiceLifecycle
internal import Synchronization
internal import TLS
internal import Webhook

/// What the webhook's port serves: put into the credentials whenever it changes.
final class ServingCertificate: Sendable, CertificateUser {
    private enum Source {
        case files(CertificateFiles)
        case own(clientCA: (file: ReloadingFile<[UInt8]>, path: String)?)
    }

    private let source: Source
    /// What a listener serves.
    let credentials: TLSCredentials
    private let readiness: ReplicaReadiness
    private let metrics: WebhookMetrics
    /// What the Secret holds; locked until the credentials have it with the client CAs of the moment, or who comes with the newer
    /// of the two could be overtaken by the other with the older.
    private let pair = Mutex<(chain: [UInt8], key: [UInt8])?>(nil)

    /// Reads the files that there are.
    ///
    /// - Throws: ``ServingError`` where one cannot be used.
    init(
        _ mode: CertificateMode,
        files: TLSFiles,
        credentials: TLSCredentials,
        readiness: ReplicaReadiness,
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

    /// What looks at the files, to be run; nothing where there are none.
    func makeServices(logger: Logger) -> [any Service] {
        switch source {
        case .files(let files):
            [CertificateFileService(files: files, credentials: credentials, metrics: metrics, logger: logger)]
        case .own(let clientCA?):
            [
                ClientCAService(
                    file: clientCA.file,
                    path: clientCA.path,
                    certificate: self,
                    metrics: metrics,
                    logger: logger
                )
            ]
        case .own(nil): []
        }
    }

    func serve(chain: [UInt8], key: [UInt8]) throws {
        try pair.withLock { pair in
            credentials.replace(with: try TLSServerContext(chain: chain, key: key, clientCA: clientCA))
            pair = (chain, key)
        }
        readiness.unblock(.noCertificate)
        metrics.certificateReloaded(.certificate, true)
    }

    func certificateFailed() { metrics.certificateReloaded(.certificate, false) }

    /// Takes the client CAs that there are now.
    func serveAgain() throws {
        try pair.withLock { pair in
            guard let pair else { return }
            credentials.replace(with: try TLSServerContext(chain: pair.chain, key: pair.key, clientCA: clientCA))
        }
    }

    private var clientCA: [UInt8]? {
        if case .own(let clientCA) = source { clientCA?.file.value } else { nil }
    }

    /// Reads the file of the client CAs; nil where there is none.
    ///
    /// - Throws: ``ServingError`` where it cannot be used.
    static func clientCA(_ files: TLSFiles) throws -> (file: ReloadingFile<[UInt8]>, path: String)? {
        guard let path = files.clientCAFile else { return nil }
        do {
            let file = try ReloadingFile(paths: [path]) { contents in
                let text = contents[path] ?? []
                _ = try Certificate.parse(pem: text, what: "the client CA file")
                return text
            }
            return (file, path)
        } catch {
            throw ServingError.usage("the client CA (\(path)) cannot be used: \(error)")
        }
    }
}
