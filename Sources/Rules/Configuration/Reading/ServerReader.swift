import Sockets

/// Reads `server:`.
enum ServerReader {
    static let keys = [
        "listen", "metricsListen", "tls", "maxBodyBytes", "maxHeaderBytes", "handshakeTimeout", "headerTimeout",
        "bodyTimeout", "writeTimeout", "idleTimeout", "maxConnections", "maxStreams", "drainTime",
    ]
    private static let requestTime: ClosedRange<Duration> = .milliseconds(100) ... .seconds(600)

    static func read(_ field: Field, injection: InjectionSettings) -> ServerSettings {
        var settings = ServerSettings()
        guard let fields = Fields(field, keys: keys) else { return settings }
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
        if let size = fields["maxBodyBytes"]?.size(in: 64 << 10...1 << 30) {
            settings.maxBodyBytes = size
            if size < 3 << 20 {
                fields["maxBodyBytes"]?
                    .warning("API servers send reviews of 3Mi and more: such Pods are let through unchanged; write 8Mi")
            }
        }
        if let size = fields["maxHeaderBytes"]?.size(in: 4 << 10...1 << 20) { settings.maxHeaderBytes = size }
        readTimes(fields, into: &settings)
        if let count = fields["maxConnections"]?.int(in: 1...1_000_000) { settings.maxConnections = count }
        if let count = fields["maxStreams"]?.int(in: 1...10_000) { settings.maxStreams = count }
        return settings
    }

    private static func readTimes(_ fields: Fields, into settings: inout ServerSettings) {
        if let time = fields["handshakeTimeout"]?.duration(in: requestTime) { settings.handshakeTimeout = time }
        if let time = fields["headerTimeout"]?.duration(in: requestTime) { settings.headerTimeout = time }
        if let time = fields["bodyTimeout"]?.duration(in: requestTime) { settings.bodyTimeout = time }
        if let time = fields["writeTimeout"]?.duration(in: requestTime) { settings.writeTimeout = time }
        if let time = fields["drainTime"]?.duration(in: .zero ... .seconds(3600)) { settings.drainTime = time }
        if let field = fields["idleTimeout"], let time = field.duration(in: .seconds(1) ... .seconds(86400)) {
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
        guard let fields = Fields(field, keys: ["certFile", "keyFile", "clientCAFile"]) else { return TLSFiles() }
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
