/// `server:`, the webhook's listeners, certificate and limits.
///
/// | key | value | default |
/// |---|---|---|
/// | `listen` | `host:port`; without a host, all addresses | `:8443` |
/// | `metricsListen` | the same, for plain HTTP health and metrics | `:8080` |
/// | `tls.certFile`, `tls.keyFile` | PEM files, read again when they change | none |
/// | `tls.clientCAFile` | PEM file; only callers with a certificate of it are heard | none |
/// | `maxBodyBytes` | size, 64Ki–1Gi | `8Mi` |
/// | `maxHeaderBytes` | size, 4Ki–1Mi | `32Ki` |
/// | `handshakeTimeout`, `headerTimeout` | duration, 100ms–10m | `10s` |
/// | `bodyTimeout`, `writeTimeout` | duration, 100ms–10m | `30s` |
/// | `idleTimeout` | duration, 1s–24h | `2m` |
/// | `maxConnections` | 1–1000000 | `2000` |
/// | `maxStreams` | HTTP/2 streams of one connection, 1–10000 | `250` |
/// | `drainTime` | duration, 0s–1h | `10s` |
public struct ServerSettings: Sendable, Hashable {
    /// Where admission reviews are answered over TLS.
    public var listen = ListenAddress(host: "", port: 8443)
    /// Where `/healthz`, `/readyz` and `/metrics` are answered over plain HTTP.
    public var metricsListen = ListenAddress(host: "", port: 8080)
    /// The serving certificate and who may call.
    public var tls = TLSFiles()
    /// The largest request body in bytes; API servers send up to about 6 MiB.
    public var maxBodyBytes = 8 << 20
    /// The most bytes of one request's header section.
    public var maxHeaderBytes = 32 << 10
    /// How long a TLS handshake may take.
    public var handshakeTimeout = Duration.seconds(10)
    /// How long a request's header may take from its first byte.
    public var headerTimeout = Duration.seconds(10)
    /// How long a request's body may take after its header.
    public var bodyTimeout = Duration.seconds(30)
    /// How long the peer may take nothing of an answer.
    public var writeTimeout = Duration.seconds(30)
    /// How long a connection may rest between requests; the API server uses one again for 90 s.
    public var idleTimeout = Duration.seconds(120)
    /// The most connections at once.
    public var maxConnections = 2000
    /// The most concurrent HTTP/2 streams of one connection.
    public var maxStreams = 250
    /// How long to go on serving, not ready, after SIGTERM.
    public var drainTime = Duration.seconds(10)

    /// The defaults.
    public init() {}
}

/// `server.tls`, paths of PEM files; a relative path starts at the working directory.
public struct TLSFiles: Sendable, Hashable {
    /// The certificate chain, leaf first.
    public var certFile: String?
    /// The private key of the leaf.
    public var keyFile: String?
    /// The CAs of permitted callers; nil to hear everybody.
    public var clientCAFile: String?

    /// Makes a set of paths.
    public init(certFile: String? = nil, keyFile: String? = nil, clientCAFile: String? = nil) {
        self.certFile = certFile
        self.keyFile = keyFile
        self.clientCAFile = clientCAFile
    }
}
