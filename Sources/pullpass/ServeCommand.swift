import ArgumentParser
import Configuration

/// `pullpass serve`: the webhook.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the admission webhook.",
        discussion: """
            Answers POST /mutate over HTTPS, and /healthz, /readyz and /metrics over plain HTTP. The configuration, the \
            certificate and the key are read again when they change. SIGTERM drains: not ready, then a while of serving \
            (server.drainTime), then the end of what is in flight; SIGINT ends at once.

            EXAMPLE:
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
        name: .customLong("client-ca"),
        help: ArgumentHelp(
            "Hear only callers with a certificate under these CAs, PEM (server.tls.clientCAFile).",
            valueName: "file"
        )
    )
    var clientCA: String?

    func run() async throws {
        guard standalone else {
            throw CommandFailure.usage("this version serves without a cluster only: add --standalone")
        }
        var errors = StandardError()
        let file: ReloadingFile<Configuration.Reading>
        do {
            file = try ReloadingFile(configuration: config, mode: .standalone)
        } catch {
            throw CommandFailure.usage("the configuration cannot be used:\n\(error)")
        }
        for diagnostic in file.value.diagnostics { print(diagnostic, to: &errors) }
        guard var settings = file.value.configuration else {
            throw CommandFailure.usage("the configuration \(config) cannot be used")
        }
        try apply(flags: &settings.server)
        try await Serving(settings: settings, file: file).run()
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
