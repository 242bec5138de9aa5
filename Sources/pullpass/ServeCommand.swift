import ArgumentParser
import Configuration

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

            EXAMPLES:
              pullpass serve --config /etc/pullpass/config.yaml --tls-cert tls.crt --tls-key tls.key
              pullpass serve --config pullpass.yaml --kubeconfig ~/.kube/config --namespace pullpass --tls-cert tls.crt --tls-key tls.key
              pullpass serve --config /etc/pullpass/config.yaml --certificates self --webhook-name pullpass --service-name pullpass-webhook
              pullpass serve --standalone --config pullpass.yaml --listen :8443 --tls-cert tls.crt --tls-key tls.key
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Flag(help: "Without a cluster: inject only, and keep no Secrets.")
    var standalone = false

    @Option(help: ArgumentHelp("Where the webhook listens (server.listen).", valueName: "address:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp("Where health and metrics are served (server.metricsListen).", valueName: "address:port")
    )
    var metricsListen: String?

    @Option(help: ArgumentHelp("The certificate chain, PEM (server.tls.certFile).", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The private key, PEM (server.tls.keyFile).", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Where the certificate comes from: files, or self for one that Pullpass makes and renews in its cluster.",
            valueName: "origin"
        )
    )
    var certificates = CertificateOrigin.files

    @Option(
        help: ArgumentHelp("With self: the MutatingWebhookConfiguration whose caBundle is kept.", valueName: "name")
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
        )
    )
    var clientCA: String?

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    func validate() throws {
        guard !standalone || cluster.isEmpty else {
            throw ValidationError(
                "--standalone is for no cluster: leave out --kubeconfig, --context and --namespace, or --standalone"
            )
        }
    }

    /// Where the certificate comes from, checked.
    private func certificateMode(_ files: TLSFiles) throws -> CertificateMode {
        switch certificates {
        case .files:
            guard webhookName == nil, serviceName == nil else {
                throw CommandFailure.usage(
                    "--webhook-name and --service-name are for --certificates self: add it, or leave them out"
                )
            }
            return .files
        case .own:
            guard !standalone else {
                throw CommandFailure.usage("--certificates self keeps them in a cluster: leave out --standalone")
            }
            guard let webhookName, let serviceName else {
                throw CommandFailure.usage(
                    "--certificates self needs --webhook-name and --service-name: the MutatingWebhookConfiguration that it keeps, and the Service that the certificate is for"
                )
            }
            for (flag, name) in [("--webhook-name", webhookName), ("--service-name", serviceName)] {
                guard Self.isName(name) else {
                    throw CommandFailure.usage(
                        "\(flag) \"\(name)\" is no name of an object: write lower-case letters, digits, - and ., for example pullpass"
                    )
                }
            }
            guard files.certFile == nil, files.keyFile == nil else {
                throw CommandFailure.usage(
                    "--certificates self makes the certificate: leave out --tls-cert and --tls-key (server.tls.certFile and keyFile in the configuration)"
                )
            }
            return .own(service: serviceName, configuration: webhookName)
        }
    }

    /// RFC 1123: lower-case labels with dots between.
    private static func isName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            }
    }

    func run() async throws {
        let file = try ConfigurationFile.watch(config, mode: standalone ? .standalone : .cluster)
        var settings = try ConfigurationFile.usable(file, config)
        try apply(flags: &settings.server)
        let certificates = try certificateMode(settings.server.tls)
        let logger = settings.log.makeLogger(label: "serve")
        let cluster = standalone ? nil : try Cluster(cluster, environment: processEnvironment, logger: logger)
        try await Serving(
            settings: settings,
            file: file,
            cluster: cluster,
            certificates: certificates,
            logger: logger
        ).run()
    }

    private func apply(flags server: inout ServerSettings) throws {
        if let listen { server.listen = try address(listen, "--listen") }
        if let metricsListen { server.metricsListen = try address(metricsListen, "--metrics-listen") }
        server.tls.certFile = tlsCert ?? server.tls.certFile
        server.tls.keyFile = tlsKey ?? server.tls.keyFile
        server.tls.clientCAFile = clientCA ?? server.tls.clientCAFile
    }

    private func address(_ text: String, _ flag: String) throws -> ListenAddress {
        guard let address = ListenAddress(text) else {
            throw ValidationError(
                "\(flag) \"\(text)\" is no address: write for example 127.0.0.1:8443, [::1]:8443 or :8443"
            )
        }
        return address
    }
}
