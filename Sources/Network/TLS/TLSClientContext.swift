internal import COpenSSL

/// Whom a client trusts, what it shows of itself, and the rules of its handshakes: TLS 1.2 and 1.3, ALPN `http/1.1`.
///
/// `@unchecked Sendable`: an `SSL_CTX` is reference-counted and locked by OpenSSL, and nothing changes it after `init`.
@safe package final class TLSClientContext: @unchecked Sendable {
    private let context: OpaquePointer
    /// The name that every server's certificate must be for, instead of the URL's host.
    let serverName: String?
    /// Whether a server must show a certificate that is believed.
    private(set) var verifiesServers = true
    /// Whom it trusts, in words.
    private(set) var trustDescription = ""

    /// Makes a context; reads the system's bundle where that is asked for.
    ///
    /// - Parameters:
    ///   - trust: whose certificates are believed.
    ///   - certificate: PEM, the client's own certificate and its intermediates, for servers that ask for one.
    ///   - key: PEM, unencrypted; required with `certificate`, and only then.
    ///   - serverName: the name to verify and to send as SNI instead of the URL's host (`tls-server-name` of a kubeconfig).
    /// - Throws: ``TLSError`` naming the part that is wrong.
    package convenience init(
        trust: TLSTrust = .system,
        certificate: [UInt8]? = nil,
        key: [UInt8]? = nil,
        serverName: String? = nil
    ) throws(TLSError) {
        try self.init(trust: trust, system: .current, certificate: certificate, key: key, serverName: serverName)
    }

    init(
        trust: TLSTrust,
        system: SystemAuthorities,
        certificate: [UInt8]? = nil,
        key: [UInt8]? = nil,
        serverName: String? = nil
    ) throws(TLSError) {
        try OpenSSL.start()
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw .fromQueue(.failed, "making a TLS context")
        }
        unsafe self.context = context
        self.serverName = serverName
        try configure()
        try believe(trust, system)
        switch (certificate, key) {
        case (let certificate?, let key?): try show(certificate, key)
        case (nil, nil): break
        case (_?, nil):
            throw TLSError(.failed, "using the client certificate", reasons: ["its private key is missing"])
        case (nil, _?):
            throw TLSError(.failed, "using the client's private key", reasons: ["its certificate is missing"])
        }
    }

    deinit { unsafe SSL_CTX_free(context) }

    func withPointer<R>(_ body: (OpaquePointer) -> R) -> R { unsafe body(context) }

    private func configure() throws(TLSError) {
        // Length-prefixed (RFC 7301). SSL_CTX_set_alpn_protos returns 0 for success, unlike everything else.
        let protocols: [UInt8] = [8] + Array("http/1.1".utf8)
        guard unsafe pullpass_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES") == 1,
            unsafe SSL_CTX_set_alpn_protos(context, protocols, UInt32(protocols.count)) == 0
        else { throw .fromQueue(.failed, "setting up TLS") }
        unsafe SSL_CTX_set_options(context, pullpass_client_options())
        _ = unsafe pullpass_SSL_CTX_set_mode(
            context,
            Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS)
        )
        _ = unsafe pullpass_SSL_CTX_set_read_ahead(context, 1)
    }

    private func believe(_ trust: TLSTrust, _ system: SystemAuthorities) throws(TLSError) {
        guard let store = unsafe SSL_CTX_get_cert_store(context) else {
            throw .fromQueue(.failed, "making a TLS context")
        }
        switch trust {
        case .system: trustDescription = try unsafe system.load(into: store)
        case .authorities(let pem): trustDescription = try unsafe add(pem, to: store)
        case .systemAnd(let pem):
            // A machine without a bundle of its own still has these.
            let others = try? unsafe system.load(into: store)
            let own = try unsafe add(pem, to: store)
            trustDescription = others.map { "\($0) and \(own)" } ?? own
        case .nobody: trustDescription = "no authority at all"
        case .insecure:
            verifiesServers = false
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
            return
        }
        // An intermediate or a leaf that is in the store is believed by itself, as in Go.
        unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    }

    /// Adds the certificates of a PEM text; returns whose they are, in words.
    private func add(_ pem: [UInt8], to store: OpaquePointer) throws(TLSError) -> String {
        let authorities = try Certificate.parse(pem: pem, what: "the certificate authorities")
        for authority in authorities {
            let added = unsafe authority.withPointer { unsafe X509_STORE_add_cert(store, $0) }
            guard added == 1 else { throw .fromQueue(.badPEM, "using the certificate authorities") }
        }
        let names = authorities.prefix(3).map(\.subject).joined(separator: ", ")
        return authorities.count > 3 ? "\(names) and \(authorities.count - 3) more" : names
    }

    private func show(_ chain: [UInt8], _ key: [UInt8]) throws(TLSError) {
        let shown = OwnCertificate(
            chain: try Certificate.parse(pem: chain, what: "the client certificate"),
            key: try PrivateKey.parse(pem: key, what: "the client's private key"),
            leafName: "the client certificate",
            intermediateName: "the client certificate",
            keyName: "the client's private key"
        )
        unsafe try shown.use(in: context)
    }
}
