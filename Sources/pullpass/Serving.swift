import Admission
import Configuration
import HTTP
import HTTPServer
import Logging
import Logs
import Metrics
import ServiceLifecycle
import Sockets
import TLS
import UnixSignals
import Webhook

/// Everything that `pullpass serve` runs, joined.
struct Serving {
    private let settings: Configuration
    private let file: ReloadingFile<Configuration.Reading>
    private let logger: Logger
    private let registry = MetricsRegistry()
    private let metrics: WebhookMetrics
    private let readiness = Readiness()
    private let clock = LoopClock.monotonic

    init(settings: Configuration, file: ReloadingFile<Configuration.Reading>) {
        self.settings = settings
        self.file = file
        logger = Self.logger(settings.log)
        metrics = WebhookMetrics(in: registry)
        registry.info("pullpass_build", help: "The version that runs.", labels: [("version", Version.number)])
        ProcessMetrics.register(in: registry)
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        let certificate = try CertificateFiles(settings.server.tls)
        let credentials = TLSCredentials(certificate.file.value)
        registry.gauge(
            "pullpass_certificate_expiry_timestamp_seconds",
            unit: "seconds",
            help: "When the serving certificate expires."
        ) { Double(credentials.current?.certificate.notAfter ?? 0) }
        let rules = WebhookRules(AdmissionRules(settings), metrics: metrics)
        let loops = try (0..<ProcessorCount.available).map { _ in try EventLoop() }
        let webhook = try server(
            at: settings.server.listen,
            loops: loops,
            credentials: credentials,
            handler: AdmissionEndpoint(rules: rules, metrics: metrics, logger: logger) { [clock] in
                clock.now().nanoseconds
            },
            observer: WebhookObserver(metrics: metrics, logger: logger)
        )
        let operators = try server(
            at: settings.server.metricsListen,
            loops: [loops[0]],
            credentials: nil,
            handler: OperatorEndpoint(readiness: readiness, registry: registry),
            observer: SilentObserver()
        )
        readiness.unblock(.starting)
        logger.info(
            "listening",
            metadata: [
                "webhook": "https://\(webhook.address)\(AdmissionEndpoint.path)",
                "operator": "http://\(operators.address)",
                "registries": "\(settings.registries.count)", "loops": "\(loops.count)",
            ]
        )
        try await serve([
            OperatorService(server: operators),
            ConfigurationService(file: file, rules: rules, metrics: metrics, logger: logger),
            CertificateService(files: certificate, credentials: credentials, metrics: metrics, logger: logger),
            WebhookService(
                server: webhook,
                readiness: readiness,
                drainTime: settings.server.drainTime,
                logger: logger
            ),
        ])
        for loop in loops { loop.stop() }
        logger.info("stopped")
    }

    /// Runs the services until a signal comes; they are shut down from the last to the first.
    private func serve(_ services: [any Service]) async throws {
        var quiet = Logger(label: "lifecycle") { StandardErrorLog(label: $0, format: .text, level: .error) }
        quiet.logLevel = .error
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm],
                cancellationSignals: [.sigint],
                logger: quiet
            )
        )
        do {
            try await group.run()
        } catch is CancellationError {
            // SIGINT: whoever sent it has seen enough.
        }
    }

    private func server(
        at address: ListenAddress,
        loops: [EventLoop],
        credentials: TLSCredentials?,
        handler: any HTTPHandler,
        observer: any HTTPServerObserver
    ) throws -> HTTPServer {
        do {
            return try HTTPServer(
                address: try SocketAddress(parsing: address.description),
                loops: loops,
                credentials: credentials,
                limits: HTTPServerLimits(settings.server),
                handler: handler,
                observer: observer
            )
        } catch let error as SocketAddressError {
            throw CommandFailure.usage(error.description)
        } catch let error as SocketError where error.isAddressInUse {
            throw CommandFailure.failed("\(error); another process listens there: stop it, or choose another port")
        } catch {
            throw CommandFailure.failed("cannot listen on \(address): \(error)")
        }
    }

    private static func logger(_ settings: LogSettings) -> Logger {
        let format: LogFormat =
            switch settings.format {
            case .text: .text
            case .json: .json
            case nil: StandardErrorLog.isTerminal ? .text : .json
            }
        let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        return Logger(label: "serve") { StandardErrorLog(label: $0, format: format, level: level) }
    }
}

extension AdmissionRules {
    /// The rules of a configuration's registries, in its order.
    init(_ configuration: Configuration) {
        self.init(
            configuration.registries.map { registry in
                InjectionRule(
                    name: registry.name,
                    secretName: registry.secretName,
                    patterns: registry.matchImages,
                    matchesEveryPod: registry.always,
                    namespaceNames: registry.namespaces.names,
                    forcesAlwaysPull: registry.imagePullPolicy == .always
                )
            }
        )
    }
}

extension HTTPServerLimits {
    /// The limits that a configuration's `server:` sets.
    init(_ settings: ServerSettings) {
        self.init()
        messages.maximumBodyBytes = settings.maxBodyBytes
        messages.maximumHeaderBytes = settings.maxHeaderBytes
        messages.maximumConcurrentStreams = settings.maxStreams
        handshakeTimeout = settings.handshakeTimeout
        headerTimeout = settings.headerTimeout
        bodyTimeout = settings.bodyTimeout
        idleTimeout = settings.idleTimeout
        writeTimeout = settings.writeTimeout
        maximumConnections = settings.maxConnections
    }
}
