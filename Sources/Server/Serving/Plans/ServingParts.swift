internal import Configuration
internal import ConfigurationKeeper
internal import EventLoop
internal import HTTP
internal import HTTPServer
internal import Images
internal import Linux
internal import Logging
internal import Logs
internal import Metrics
internal import Names
internal import SecretKeeper
internal import ServiceLifecycle
internal import Sockets
internal import Status
internal import TLS
internal import Text
internal import Webhook

/// What every plan is made of.
struct ServingParts: Sendable {
    let context: CommandContext
    /// The configuration, with what flags say instead.
    let settings: Configuration
    let metrics: WebhookMetrics
    let readiness = ReplicaReadiness()
    let clock = LoopClock.monotonic
    /// What the operators' port shows of the state of things.
    let board: StatusBoard
    /// What this replica knows of itself.
    let facts: ReplicaFacts
    private let limits: ConnectionLimits
    /// What the connections of both ports may hold.
    let memory: MemoryBudget
    /// The Secret of the last good configuration.
    var configurationSecret = ClusterNames.configurationSecret
    /// Whether the leader shows in PullRegistries how registries stand.
    var showsPullRegistries = false
    /// Refuses, by what it throws, a valid configuration with which a process of these flags could not start.
    var accepts: @Sendable (Configuration) throws -> Void = { _ in }
    /// Passes the time of a drain.
    let sleep: @Sendable (Duration) async throws -> Void

    /// Makes the numbers that every replica has; ``readiness`` says that it starts.
    init(
        _ context: CommandContext,
        settings: Configuration,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.sleep = sleep
        self.context = context
        self.settings = settings
        limits = ConnectionLimits(settings.server, descriptors: FileDescriptor.limit)
        metrics = WebhookMetrics(in: context.metrics)
        board = StatusBoard(isOn: settings.status.page)
        facts = ReplicaFacts(
            context.origin,
            engine: settings.injection.engine.rawValue,
            metrics: metrics,
            readiness: readiness,
            clock: clock
        )
        let memory = MemoryBudget(
            limit: MemoryBudget.share(
                of: ProcessMemory.available,
                largestBody: settings.server.maxBodyBytes,
                connections: settings.server.maxConnections
            )
        )
        self.memory = memory
        context.metrics.gauge(
            "pullpass_connection_memory_bytes",
            unit: "bytes",
            help: "Memory that connections hold: buffers, headers, bodies, answers, TLS and HTTP/2 sessions."
        ) { Double(memory.heldBytes) }
        context.metrics.gauge(
            "pullpass_connection_memory_limit_bytes",
            unit: "bytes",
            help: "Memory that connections may hold: a third of the cgroup's limit, and no more than they can need."
        ) { Double(memory.limit) }
        context.metrics.info(
            "pullpass_build",
            help: "The version that runs.",
            labels: [("version", context.version)]
        )
        ProcessMetrics.register(in: context.metrics)
    }

    var logger: Logger { context.logger }

    private var now: @Sendable () -> UInt64 { { [clock] in clock.now().nanoseconds } }

    /// What the webhook's port serves, from a source that is read now.
    func makeCertificate(_ mode: CertificateMode) throws -> ServingCertificate {
        let credentials = TLSCredentials()
        context.metrics.gauge(
            "pullpass_certificate_expiry_timestamp_seconds",
            unit: "seconds",
            help: "When the serving certificate expires."
        ) { credentials.current?.certificate.notAfter.seconds ?? 0 }
        context.metrics.gauge(
            "pullpass_certificate_start_timestamp_seconds",
            unit: "seconds",
            help: "From when on the serving certificate is valid."
        ) { credentials.current?.certificate.notBefore.seconds ?? 0 }
        return try ServingCertificate(
            mode,
            files: settings.server.tls,
            credentials: credentials,
            readiness: readiness,
            metrics: metrics
        )
    }

    /// Opens the webhook's listener.
    ///
    /// - Parameters:
    ///   - rules: What it answers by.
    ///   - certificate: What it serves.
    ///   - loops: What it runs on.
    ///   - hint: Told which Secrets a Pod of a namespace needs; nil where nobody keeps them.
    /// - Returns: The server, which takes its port now and serves when it is run.
    /// - Throws: ``ServingError`` where it cannot listen there.
    func openWebhook(
        _ rules: WebhookRules,
        _ certificate: ServingCertificate,
        on loops: [EventLoop],
        hint: AdmissionEndpoint.Hint? = nil
    ) throws -> HTTPServer {
        if limits.webhook.maximumConnections < settings.server.maxConnections {
            logger.warning(
                "fewer connections are taken than server.maxConnections says: raise the limit of open files (ulimit -n)",
                [
                    .connections: .number(limits.webhook.maximumConnections), .openFiles: .number(FileDescriptor.limit),
                ]
            )
        }
        registerCalls()
        return try open(
            settings.server.listen,
            on: loops,
            credentials: certificate.credentials,
            limits: limits.webhook,
            handler: AdmissionEndpoint(rules: rules, metrics: metrics, logger: logger, hint: hint, now: now),
            observer: WebhookObserver(metrics: metrics, logger: logger, now: now)
        )
    }

    /// When the webhook was called: kept by the clock of the hot path, which knows no date.
    private func registerCalls() {
        @Sendable func date(_ gauge: Gauge) -> Double {
            let time = UInt64(max(0, gauge.value))
            return time == 0 ? 0 : WallClock.system.now().seconds - Double(clock.now().nanoseconds &- time) / 1e9
        }
        context.metrics.gauge(
            "pullpass_webhook_called_timestamp_seconds",
            unit: "seconds",
            help: "When this replica last answered an admission review, whoever sent it; 0 for never."
        ) { [metrics] in date(metrics.called) }
        context.metrics.gauge(
            "pullpass_webhook_certificate_refused_timestamp_seconds",
            unit: "seconds",
            help: "When a caller last refused the certificate of this replica, whoever it was; 0 for never."
        ) { [metrics] in date(metrics.certificateRefused) }
    }

    /// Opens the listener of health and metrics.
    ///
    /// - Parameter loop: What it runs on: not the webhook's, so that neither port suffers from a flood on the other.
    /// - Returns: The server, which takes its port now and serves when it is run.
    /// - Throws: ``ServingError`` where it cannot listen there.
    func openOperators(on loop: EventLoop) throws -> HTTPServer {
        try open(
            settings.server.metricsListen,
            on: [loop],
            credentials: nil,
            limits: limits.operators,
            handler: OperatorEndpoint(readiness: readiness, registry: context.metrics, board: board),
            observer: ConnectionObserver(metrics: metrics.operatorConnections, logger: logger, now: now)
        )
    }

    /// What reads the configuration again, and how what is new gets in force; `keeper` keeps what is in force, where there is a cluster.
    func configurationService(
        _ keeper: ConfigurationKeeper? = nil,
        _ adopt: @escaping @Sendable (Configuration) -> Void
    ) -> ConfigurationService {
        let status = ConfigurationStatus(context.origin, metrics: metrics)
        readiness.listen { status.shortcomings }
        var service = ConfigurationService(
            file: context.file,
            initial: context.configuration,
            metrics: metrics,
            logger: logger,
            adopt: { [board] in
                board.turn(on: $0.status.page)
                adopt($0)
            }
        )
        service.origin = context.origin
        service.accepts = accepts
        service.show = { [context, facts] change in
            status.show(change.state)
            facts.show(change.state)
            keeper?.take(
                ConfigurationReport(
                    change.state,
                    keeping: context.kept(change.text, at: WallClock.system.now()),
                    replaces: change.replaces
                )
            )
        }
        return service
    }

    /// Makes reports for the operators' port until the end, without a cluster.
    func standaloneStatusService(on loop: EventLoop) -> LoopService {
        let maker = StatusMaker(board: board, loop: loop) { [facts, version = context.version, readiness] in
            var report = StatusReport(
                madeAt: WallClock.system.now(),
                version: version,
                namespace: "",
                view: .standalone
            )
            report.problems = readiness.shortcomings
            facts.add(to: &report)
            return report
        }
        return LoopService(loop: loop, work: maker.run)
    }

    func webhookService(_ server: HTTPServer) -> WebhookService {
        WebhookService(
            server: server,
            readiness: readiness,
            drainTime: settings.server.drainTime,
            logger: logger,
            sleep: sleep
        )
    }

    private func open(
        _ address: ListenAddress,
        on loops: [EventLoop],
        credentials: TLSCredentials?,
        limits: HTTPServerLimits,
        handler: any HTTPHandler,
        observer: any HTTPServerObserver
    ) throws -> HTTPServer {
        do {
            return try HTTPServer(
                address: try address.socketAddress,
                loops: loops,
                credentials: credentials,
                limits: limits,
                memory: memory,
                handler: handler,
                observer: observer
            )
        } catch let error as SocketAddressError {
            throw ServingError.usage(error.description)
        } catch let error as SystemCallError where error.isAddressInUse {
            throw ServingError.failed("\(error); another process listens there: stop it, or choose another port")
        } catch {
            throw ServingError.failed("cannot listen on \(address): \(error)")
        }
    }
}
