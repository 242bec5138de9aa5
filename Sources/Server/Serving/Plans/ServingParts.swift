import Admission
import CertificateKeeper
import Configuration
import HTTPServer
import SecretKeeper
import Logging
import Logs
import Metrics
import PolicyKeeper
import ServiceLifecycle
import Sockets
import TLS
import UnixSignals
import Webhook

/// Everything that `pullpass serve` runs, joined.
struct Serving {
    let settings: Configuration
    let file: ReloadingFile<Configuration.Reading>
    /// Nil with `--standalone`.
    let cluster: Cluster?
    let injection: InjectionMode
    let logger: Logger
    let registry = MetricsRegistry()
    let metrics: WebhookMetrics
    let readiness = Readiness()
    let clock = LoopClock.monotonic

    init(
        settings: Configuration,
        file: ReloadingFile<Configuration.Reading>,
        cluster: Cluster?,
        injection: InjectionMode,
        logger: Logger
    ) {
        self.settings = settings
        self.file = file
        self.cluster = cluster
        self.injection = injection
        self.logger = logger
        metrics = WebhookMetrics(in: registry)
        registry.info("pullpass_build", help: "The version that runs.", labels: [("version", Version.number)])
        ProcessMetrics.register(in: registry)
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        let keeperMetrics = cluster.map { _ in KeeperMetrics(registry) }
        let rules = WebhookRules(AdmissionRules(settings), metrics: metrics)
        let credentials = TLSCredentials()
        let certificate = try makeCertificate(credentials)
        let certificateKeeper = certificate.flatMap { makeCertificateKeeper(for: $0, metrics: keeperMetrics) }
        let policyKeeper = try makePolicyKeeper(metrics: keeperMetrics)
        let keeper: Keeper? =
            if let cluster, let keeperMetrics {
                cluster.makeKeeper(
                    settings,
                    metrics: keeperMetrics,
                    learn: { rules.learn($0.mapValues { $0.map { NamespaceFacts($0) } }) },
                    onLeadership: { leads in
                        certificateKeeper?.lead(leads)
                        policyKeeper?.lead(leads)
                    },
                    onOwnNamespace: { [readiness] isThere in
                        isThere ? readiness.unblock(.noNamespace) : readiness.block(.noNamespace)
                    },
                    logger: logger
                )
            } else {
                nil
            }
        let loops = try (0..<(injection.isPolicy ? 1 : ProcessorCount.available)).map { _ in try EventLoop() }
        let webhook =
            injection.isPolicy
            ? nil : try makeWebhook(rules: rules, keeper: keeper, credentials: credentials, loops: loops)
        let operators = try server(
            at: settings.server.metricsListen,
            loops: [loops[0]],
            credentials: nil,
            handler: OperatorEndpoint(readiness: readiness, registry: registry),
            observer: SilentObserver()
        )
        readiness.unblock(.starting)
        announce(webhook: webhook, operators: operators, loops: loops.count)
        var services: [any Service] = [
            OperatorService(server: operators),
            ConfigurationService(
                file: file,
                rules: rules,
                keeper: keeper,
                policyKeeper: policyKeeper,
                metrics: metrics,
                logger: logger
            ),
        ]
        if let service = certificate?.makeService(logger: logger) { services.append(service) }
        // Shut down after the webhook: while that drains, its Pods still get their Secrets.
        if let cluster {
            if let certificateKeeper {
                services.append(LoopService(loop: cluster.loop) { await certificateKeeper.run() })
            }
            if let policyKeeper { services.append(LoopService(loop: cluster.loop) { await policyKeeper.run() }) }
            if let keeper { services.append(KeeperService(keeper: keeper, loop: cluster.loop, logger: logger)) }
        }
        if let webhook {
            services.append(
                WebhookService(
                    server: webhook,
                    readiness: readiness,
                    drainTime: settings.server.drainTime,
                    logger: logger
                )
            )
        } else {
            services.append(ReadinessService(readiness: readiness))
        }
        try await serve(services)
        cluster?.shutDown()
        for loop in loops { loop.stop() }
        logger.info("stopped")
    }

    private func announce(webhook: HTTPServer?, operators: HTTPServer, loops: Int) {
        var metadata: Logger.Metadata = [
            "operator": "http://\(operators.address)", "registries": "\(settings.registries.count)",
            "loops": "\(loops)", "cluster": "\(cluster?.server ?? "none")", "namespace": "\(cluster?.namespace ?? "")",
        ]
        if let webhook { metadata["webhook"] = "https://\(webhook.address)\(AdmissionEndpoint.path)" }
        if case .policy(let names) = injection { metadata["policy"] = "\(names.name)" }
        logger.info("listening", metadata: metadata)
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

    func server(
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
