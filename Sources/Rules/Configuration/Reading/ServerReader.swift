import Sockets

/// Reads `server:`.
enum ServerReader {
    private static let standard = ServerSettings()
    private static let requestTime: ClosedRange<Duration> = .milliseconds(100) ... .seconds(600)
    static let keys: [SettingKey] = [
        .key(
            "listen",
            .text,
            default: .text("\(standard.listen)"),
            "Where the webhook listens: host:port, or :port for all addresses."
        ),
        .key(
            "metricsListen",
            .text,
            default: .text("\(standard.metricsListen)"),
            "Where health and metrics are, over plain HTTP: host:port, or :port for all addresses."
        ),
        .key("tls", .mapping(tlsKeys), "The webhook's certificate, where a flag does not say."),
        .key(
            "maxBodyBytes",
            .size(64 << 10...1 << 30),
            default: .text(ByteSize.text(standard.maxBodyBytes)),
            "The largest review that is read: 64Ki to 1Gi."
        ),
        .key(
            "maxHeaderBytes",
            .size(4 << 10...1 << 20),
            default: .text(ByteSize.text(standard.maxHeaderBytes)),
            "The largest head of a request: 4Ki to 1Mi."
        ),
        time(
            "handshakeTimeout",
            standard.handshakeTimeout,
            "How long a TLS handshake may take; before it, for about as long, a client that says nothing stays with the kernel"
        ),
        time("headerTimeout", standard.headerTimeout, "How long the head of a request may take"),
        time("bodyTimeout", standard.bodyTimeout, "How long the body of a request may take"),
        time("writeTimeout", standard.writeTimeout, "How long a peer may take for an answer"),
        .key(
            "idleTimeout",
            .duration(.seconds(1) ... .seconds(86400)),
            default: .text(DurationText.text(standard.idleTimeout)),
            "How long a connection is kept without a request; longer than the 90s for which the API server uses one again."
        ),
        .key(
            "maxConnections",
            .integer(1...1_000_000),
            default: .number(standard.maxConnections),
            "How many connections there may be at once."
        ),
        .key(
            "maxStreams",
            .integer(1...10_000),
            default: .number(standard.maxStreams),
            "How many requests there may be at once on a connection of HTTP/2."
        ),
        .key(
            "drainTime",
            .duration(.zero ... .seconds(3600)),
            default: .text(DurationText.text(standard.drainTime)),
            "How long the webhook serves on after SIGTERM, not ready, until nobody sends it anything more."
        ),
    ]
    private static let tlsKeys: [SettingKey] = [
        .key("certFile", .file, "The path of the certificate in PEM, with its chain; read again when it changes."),
        .key("keyFile", .file, "The path of its private key in PEM."),
        .key(
            "clientCAFile",
            .file,
            "The path of authorities in PEM: only clients with a certificate of theirs are served."
        ),
    ]

    private static func time(_ name: String, _ standard: Duration, _ sentence: String) -> SettingKey {
        .key(name, .duration(requestTime), default: .text(DurationText.text(standard)), "\(sentence): 100ms to 10m.")
    }

    static func read(_ field: Field, injection: InjectionSettings) -> ServerSettings {
        var settings = ServerSettings()
        guard let fields = Fields(field) else { return settings }
        InjectionReader.check(injection, server: fields)
        if let address = address(fields["listen"]) { settings.listen = address }
        if let address = address(fields["metricsListen"]) { settings.metricsListen = address }
        if settings.listen.collides(with: settings.metricsListen) {
            let place = fields["metricsListen"] ?? fields["listen"]
            place?.error(
                "\(settings.metricsListen) and \(settings.listen) cannot both be listened on: choose another port"
            )
        }
        if let tls = fields["tls"] { settings.tls = readTLS(tls) }
        if let size = fields["maxBodyBytes"]?.size() {
            settings.maxBodyBytes = size
            if size < 3 << 20 {
                fields["maxBodyBytes"]?
                    .warning("API servers send reviews of 3Mi and more: such Pods are let through unchanged; write 8Mi")
            }
        }
        if let size = fields["maxHeaderBytes"]?.size() { settings.maxHeaderBytes = size }
        readTimes(fields, into: &settings)
        if let count = fields["maxConnections"]?.int() { settings.maxConnections = count }
        if let count = fields["maxStreams"]?.int() { settings.maxStreams = count }
        return settings
    }

    private static func readTimes(_ fields: Fields, into settings: inout ServerSettings) {
        if let time = fields["handshakeTimeout"]?.duration() { settings.handshakeTimeout = time }
        if let time = fields["headerTimeout"]?.duration() { settings.headerTimeout = time }
        if let time = fields["bodyTimeout"]?.duration() { settings.bodyTimeout = time }
        if let time = fields["writeTimeout"]?.duration() { settings.writeTimeout = time }
        if let time = fields["drainTime"]?.duration() { settings.drainTime = time }
        if let field = fields["idleTimeout"], let time = field.duration() {
            settings.idleTimeout = time
            if time <= .seconds(90) {
                field.warning(
                    "the API server uses a connection again for 90s, so a shorter time loses requests: write 2m"
                )
            }
        }
    }

    private static func address(_ field: Field?) -> ListenAddress? {
        guard let field, let text = field.string() else { return nil }
        do {
            if let address = try ListenAddress(text) { return address }
            field.error("\"\(text)\" is no address: write host:port, [ipv6]:port or :port for all addresses")
        } catch {
            field.error(error.description)
        }
        return nil
    }

    private static func readTLS(_ field: Field) -> TLSFiles {
        guard let fields = Fields(field) else { return TLSFiles() }
        let files = TLSFiles(
            certFile: fields.string("certFile"),
            keyFile: fields.string("keyFile"),
            clientCAFile: fields.string("clientCAFile")
        )
        if fields.has("certFile") != fields.has("keyFile") {
            fields.error("has only one of certFile and keyFile: write both, the certificate and its private key")
        }
        return files
    }
}
