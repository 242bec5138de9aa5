import Admission
import CertificateKeeper
import Configuration
import Credentials
import HTTP
import HTTPServer
import Images
import SecretKeeper
import Metrics
import Sockets
import TLS
import Webhook

extension Serving {
    /// What the webhook's port serves; nil where there is none.
    func makeCertificate(_ credentials: TLSCredentials) throws -> ServingCertificate? {
        guard case .webhook(let mode, _) = injection else { return nil }
        registry.gauge(
            "pullpass_certificate_expiry_timestamp_seconds",
            unit: "seconds",
            help: "When the serving certificate expires."
        ) { Double(credentials.current?.certificate.notAfter ?? 0) }
        return try ServingCertificate(
            mode,
            files: settings.server.tls,
            credentials: credentials,
            readiness: readiness,
            metrics: metrics
        )
    }

    /// The keeper of the certificates; nil where they come from files.
    func makeCertificateKeeper(for certificate: ServingCertificate, metrics: KeeperMetrics?) -> CertificateKeeper? {
        guard case .webhook(.own(let service, let configuration), _) = injection, let cluster, let metrics else {
            return nil
        }
        return CertificateKeeper(
            options: CertificateOptions(namespace: cluster.namespace, service: service, configuration: configuration),
            client: cluster.makeClient(settings.keeper, metrics: metrics),
            user: certificate,
            now: WallClock.system.now,
            logger: logger
        )
    }

    /// Opens the webhook's listener.
    func makeWebhook(
        rules: WebhookRules,
        keeper: Keeper?,
        credentials: TLSCredentials,
        loops: [EventLoop]
    ) throws -> HTTPServer {
        try server(
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
    }

    private static func hint(_ keeper: Keeper) -> @Sendable (String, RegistrySet) -> Void {
        { keeper.hint(namespace: $0, registries: $1) }
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
