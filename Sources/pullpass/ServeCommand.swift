import ArgumentParser
import Configuration
import Serving

/// `pullpass serve`: the webhook and the keeper.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the admission webhook, and keep the Secrets that it names.",
        discussion: """
            Answers POST /mutate over HTTPS, and /healthz, /readyz and /metrics over plain HTTP. The configuration, the \
            certificate and the key are read again when they change. SIGTERM drains: not ready, then a while of serving \
            (server.drainTime), then the end of what is in flight; SIGINT ends at once.

            Every replica serves the webhook; one of them, elected with a Lease in Pullpass' own namespace, fetches the \
            credentials and keeps the Secrets. With --standalone there is no cluster and there are no Secrets.

            With --certificates self that one also makes the CA and the certificate, keeps them in a Secret that all replicas \
            read, and sets caBundle of the webhook's registration; a replica is not ready before it has a certificate.

            With injection.engine: policy in the configuration (Kubernetes 1.36 and later) there is no webhook, no port for it and no \
            certificate: a MutatingAdmissionPolicy and its binding inject in its place, and the leader keeps them true. A \
            replica is not ready before both are there.

            The leader keeps the last good configuration in a Secret of Pullpass' own namespace (--configuration-secret). Where the file \
            cannot be used at the start, a replica serves with that, and says so in the log, in /readyz and in an Event, until the file is \
            mended.

            EXAMPLES:
              pullpass serve --config /etc/pullpass/config.yaml --tls-cert tls.crt --tls-key tls.key
              pullpass serve --config pullpass.yaml --kubeconfig ~/.kube/config --namespace pullpass --tls-cert tls.crt --tls-key tls.key
              pullpass serve --config /etc/pullpass/config.yaml --certificates self --webhook-name pullpass --service-name pullpass-webhook
              pullpass serve --standalone --config pullpass.yaml --listen :8443 --tls-cert tls.crt --tls-key tls.key

            EXIT STATUS:
              0  a signal ended it
              1  it could not start or go on, such as with a port that is taken
              2  wrong usage or configuration
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String

    @Flag(help: "Without a cluster: inject only, and keep no Secrets.")
    var standalone = false

    @Option(help: ArgumentHelp("Where the webhook listens (server.listen).", valueName: "address:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp("Where health and metrics are served (server.metricsListen).", valueName: "address:port")
    )
    var metricsListen: String?

    @Option(
        help: ArgumentHelp("The certificate chain, PEM (server.tls.certFile).", valueName: "file"),
        completion: .file()
    )
    var tlsCert: String?

    @Option(help: ArgumentHelp("The private key, PEM (server.tls.keyFile).", valueName: "file"), completion: .file())
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Where the certificate comes from: files (the default), or self for one that Pullpass makes and renews in its cluster.",
            valueName: "origin"
        )
    )
    var certificates: ServeOptions.CertificateOrigin?

    @Option(
        help: ArgumentHelp(
            "The MutatingWebhookConfiguration whose caBundle (with self) or matchConditions (injection.matchConditions) are kept.",
            valueName: "name"
        )
    )
    var webhookName: String?

    @Option(
        help: ArgumentHelp(
            "With self: the Service that API servers call; the Secret is named after it, with -tls added.",
            valueName: "name"
        )
    )
    var serviceName: String?

    @Option(
        name: .customLong("client-ca"),
        help: ArgumentHelp(
            "Hear only callers with a certificate under these CAs, PEM (server.tls.clientCAFile).",
            valueName: "file"
        ),
        completion: .file()
    )
    var clientCA: String?

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    @OptionGroup(title: "Cluster")
    var lastGood: ConfigurationSecretOptions

    @OptionGroup(title: "Cluster")
    var shown: PullRegistryOptions

    func validate() throws {
        guard !standalone || !shown.pullRegistries else {
            throw ValidationError("--standalone is for no cluster: leave out --pull-registries, or --standalone")
        }
        guard !standalone || cluster.isEmpty else {
            throw ValidationError(
                "--standalone is for no cluster: leave out --kubeconfig, --context and --namespace, or --standalone"
            )
        }
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        let stored = standalone ? nil : lastGood.source(in: cluster.choice)
        let context = try await CommandContext.load(
            configuration: config,
            mode: standalone ? .standalone : .cluster,
            label: "serve",
            stored: stored
        )
        try await ServingPlan.start(options, in: cluster.choice, context, stored: stored).run()
    }

    private var options: ServeOptions {
        var options = ServeOptions()
        options.isStandalone = standalone
        options.listen = listen
        options.metricsListen = metricsListen
        options.tlsCert = tlsCert
        options.tlsKey = tlsKey
        options.clientCA = clientCA
        options.certificates = certificates
        options.webhookName = webhookName
        options.serviceName = serviceName
        options.configurationSecret = lastGood.configurationSecret
        options.showsPullRegistries = shown.pullRegistries
        return options
    }
}

extension ServeOptions.CertificateOrigin: ExpressibleByArgument {}
