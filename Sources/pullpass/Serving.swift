import Admission
import Certificates
import Configuration
import Credentials
import HTTP
import HTTPServer
import Images
import Keeper
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
    /// Nil with `--standalone`.
    private let cluster: Cluster?
    private let certificates: CertificateMode
    private let logger: Logger
    private let registry = MetricsRegistry()
    private let metrics: WebhookMetrics
    private let readiness = Readiness()
    private let clock = LoopClock.monotonic

    init(
        settings: Configuration,
        file: ReloadingFile<Configuration.Reading>,
        cluster: Cluster?,
        certificates: CertificateMode,
        logger: Logger
    ) {
        self.settings = settings
        self.file = file
        self.cluster = cluster
        self.certificates = certificates
        self.logger = logger
        metrics = WebhookMetrics(in: registry)
        registry.info("pullpass_build", help: "The version that runs.", labels: [("version", Version.number)])
        ProcessMetrics.register(in: registry)
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        let credentials = TLSCredentials()
        let keeperMetrics = cluster.map { _ in KeeperMetrics(registry) }
        let certificate = try ServingCertificate(
            certificates,
            files: settings.server.tls,
            credentials: credentials,
            readiness: readiness,
            metrics: metrics
        )
        let certificateKeeper = makeCertificateKeeper(for: certificate, metrics: keeperMetrics)
        registry.gauge(
            "pullpass_certificate_expiry_timestamp_seconds",
            unit: "seconds",
            help: "When the serving certificate expires."
        ) { Double(credentials.current?.certificate.notAfter ?? 0) }
        let rules = WebhookRules(AdmissionRules(settings), metrics: metrics)
        let keeper: Keeper? =
            if let cluster, let keeperMetrics {
                cluster.makeKeeper(
                    settings,
                    metrics: keeperMetrics,
                    learn: { rules.learn($0.mapValues { $0.map { NamespaceFacts($0) } }) },
                    onLeadership: certificateKeeper.map(Self.lead),
                    onOwnNamespace: { [readiness] isThere in
                        isThere ? readiness.unblock(.noNamespace) : readiness.block(.noNamespace)
                    },
                    logger: logger
                )
            } else {
                nil
            }
        let loops = try (0..<ProcessorCount.available).map { _ in try EventLoop() }
        let webhook = try server(
            at: settings.server.listen,
            loops: loops,
            credentials: credentials,
            handler: AdmissionEndpoint(
                rules: rules,
                metrics: metrics,
                logger: logger,
                hint: keeper.map(Self.hint),
                now: { [clock] in clock.now().nanoseconds }
            ),
            observer: WebhookObserver(metrics: metrics, logger: logger) { [clock] in clock.now().nanoseconds }
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
                "cluster": "\(cluster?.server ?? "none")", "namespace": "\(cluster?.namespace ?? "")",
            ]
        )
        var services: [any Service] = [
            OperatorService(server: operators),
            ConfigurationService(file: file, rules: rules, keeper: keeper, metrics: metrics, logger: logger),
        ]
        if let service = certificate.makeService(logger: logger) { services.append(service) }
        // Shut down after the webhook: while that drains, its Pods still get their Secrets.
        if let cluster, let certificateKeeper {
            services.append(CertificateKeeperService(keeper: certificateKeeper, loop: cluster.loop))
        }
        if let cluster, let keeper {
            services.append(KeeperService(keeper: keeper, loop: cluster.loop, logger: logger))
        }
        services.append(
            WebhookService(
                server: webhook,
                readiness: readiness,
                drainTime: settings.server.drainTime,
                logger: logger
            )
        )
        try await serve(services)
        cluster?.shutDown()
        for loop in loops { loop.stop() }
        logger.info("stopped")
    }

    /// The keeper of the certificates; nil where they come from files.
    private func makeCertificateKeeper(
        for certificate: ServingCertificate,
        metrics: KeeperMetrics?
    ) -> CertificateKeeper? {
        guard case .own(let service, let configuration) = certificates, let cluster, let metrics else { return nil }
        return CertificateKeeper(
            options: CertificateOptions(namespace: cluster.namespace, service: service, configuration: configuration),
            client: cluster.makeClient(settings.keeper, metrics: metrics),
            user: certificate,
            now: WallClock.system.now,
            logger: logger
        )
    }

    private static func lead(_ keeper: CertificateKeeper) -> @Sendable (Bool) -> Void { { keeper.lead($0) } }

    private static func hint(_ keeper: Keeper) -> @Sendable (String, RegistrySet) -> Void {
        { keeper.hint(namespace: $0, registries: $1) }
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

extension NamespaceFacts {
    /// What the keeper's watches show, as the webhook takes it.
    init(_ facts: NamespaceKnowledge) {
        self.init(
            excludedRegistries: facts.excludedRegistries,
            tenants: facts.tenants.map { tenant in
                InjectionRule(name: tenant.secretName, secretName: tenant.secretName, patterns: tenant.patterns)
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
