/// `server:`, the webhook's listeners, certificate and limits.
package struct ServerSettings: Sendable, Hashable {
    /// Where admission reviews are answered over TLS.
    package var listen = ListenAddress(host: "", port: 8443)
    /// Where `/healthz`, `/readyz` and `/metrics` are answered over plain HTTP.
    package var metricsListen = ListenAddress(host: "", port: 8080)
    /// The serving certificate and who may call.
    package var tls = TLSFiles()
    /// The largest request body in bytes; API servers send up to about 6 MiB.
    package var maxBodyBytes = 8 << 20
    /// The most bytes of one request's header section.
    package var maxHeaderBytes = 32 << 10
    /// How long a TLS handshake may take.
    package var handshakeTimeout = Duration.seconds(10)
    /// How long a request's header may take from its first byte.
    package var headerTimeout = Duration.seconds(10)
    /// How long a request's body may take after its header.
    package var bodyTimeout = Duration.seconds(30)
    /// How long the peer may take nothing of an answer.
    package var writeTimeout = Duration.seconds(30)
    /// How long a connection may rest between requests; the API server uses one again for 90 s.
    package var idleTimeout = Duration.seconds(120)
    /// The most connections at once.
    package var maxConnections = 2000
    /// The most concurrent HTTP/2 streams of one connection.
    package var maxStreams = 250
    /// How long to go on serving, not ready, after SIGTERM.
    package var drainTime = Duration.seconds(10)

    /// The defaults.
    package init() {}
}

/// `server.tls`, paths of PEM files; a relative path starts at the working directory.
package struct TLSFiles: Sendable, Hashable {
    /// The certificate chain, leaf first.
    package var certFile: String?
    /// The private key of the leaf.
    package var keyFile: String?
    /// The CAs of permitted callers; nil to hear everybody.
    package var clientCAFile: String?

    /// Makes a set of paths.
    package init(certFile: String? = nil, keyFile: String? = nil, clientCAFile: String? = nil) {
        self.certFile = certFile
        self.keyFile = keyFile
        self.clientCAFile = clientCAFile
    }
}
