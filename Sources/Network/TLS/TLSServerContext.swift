internal import COpenSSL

/// The certificate, the key and the rules with which a server answers handshakes: TLS 1.2 and 1.3, ALPN `h2` and
/// `http/1.1`, no resumption (the API server never resumes).
///
/// `@unchecked Sendable`: an `SSL_CTX` is reference-counted and locked by OpenSSL, and nothing changes it after `init`.
@safe package final class TLSServerContext: @unchecked Sendable {
    private let context: OpaquePointer
    /// The leaf certificate that clients see.
    package let certificate: Certificate

    /// Makes a context.
    ///
    /// - Parameters:
    ///   - chain: PEM, the leaf first, then its intermediates.
    ///   - key: PEM, unencrypted.
    ///   - clientCA: PEM; where given, only clients with a certificate under one of these CAs get through the handshake.
    ///   - offersHTTP2: whether ALPN may choose `h2`.
    /// - Throws: ``TLSError`` naming the part that is wrong.
    package init(chain: [UInt8], key: [UInt8], clientCA: [UInt8]? = nil, offersHTTP2: Bool = true) throws(TLSError) {
        try OpenSSL.start()
        let certificates = try Certificate.parse(pem: chain, what: "the certificate chain")
        let privateKey = try PrivateKey.parse(pem: key, what: "the private key")
        certificate = certificates[0]
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw .fromQueue(.failed, "making a TLS context")
        }
        unsafe self.context = context
        try configure()
        let shown = OwnCertificate(
            chain: certificates,
            key: privateKey,
            leafName: "the certificate",
            intermediateName: "an intermediate certificate",
            keyName: "the private key"
        )
        unsafe try shown.use(in: context)
        if let clientCA { try requireClients(from: clientCA) }
        if offersHTTP2 {
            unsafe SSL_CTX_set_alpn_select_cb(context, selectHTTP2OrHTTP1, nil)
        } else {
            unsafe SSL_CTX_set_alpn_select_cb(context, selectHTTP1, nil)
        }
    }

    deinit { unsafe SSL_CTX_free(context) }

    func withPointer<R>(_ body: (OpaquePointer) -> R) -> R { unsafe body(context) }

    private func configure() throws(TLSError) {
        let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"
        guard unsafe pullpass_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, ciphers) == 1,
            unsafe pullpass_SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1
        else { throw .fromQueue(.failed, "setting up TLS") }
        unsafe SSL_CTX_set_options(context, pullpass_server_options())
        // The API server makes a full handshake each time, so session tickets would only be written for nobody.
        unsafe SSL_CTX_set_num_tickets(context, 0)
        _ = unsafe pullpass_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        _ = unsafe pullpass_SSL_CTX_set_mode(
            context,
            Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS)
        )
        // One read for a record's header and body, and for what follows it.
        _ = unsafe pullpass_SSL_CTX_set_read_ahead(context, 1)
    }

    private func requireClients(from pem: [UInt8]) throws(TLSError) {
        let authorities = try Certificate.parse(pem: pem, what: "the client CA file")
        guard let store = unsafe SSL_CTX_get_cert_store(context) else {
            throw .fromQueue(.failed, "using the client CA")
        }
        for authority in authorities {
            let added = unsafe authority.withPointer { pointer in
                unsafe X509_STORE_add_cert(store, pointer) == 1 && SSL_CTX_add_client_CA(context, pointer) == 1
            }
            guard added else { throw .fromQueue(.badPEM, "using the client CA") }
        }
        // The file says whom to trust, whether that is a root or an intermediate.
        _ = unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }
}

private typealias ALPNCallback =
    @convention(c) (
        OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
        UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
    ) -> CInt

private let selectHTTP2OrHTTP1: ALPNCallback = { _, out, outLength, offered, offeredLength, _ in
    unsafe selectProtocol(["h2", "http/1.1"], out, outLength, offered, Int(offeredLength))
}

private let selectHTTP1: ALPNCallback = { _, out, outLength, offered, offeredLength, _ in
    unsafe selectProtocol(["http/1.1"], out, outLength, offered, Int(offeredLength))
}

/// Points `out` at the first of `wanted` in the client's list (RFC 7301: length-prefixed names).
///
/// A client that offers only other protocols goes on without ALPN, as one that offers none does: it gets HTTP/1.1.
private func selectProtocol(
    _ wanted: [StaticString],
    _ out: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ outLength: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ offeredLength: Int
) -> CInt {
    guard let out = unsafe out, let outLength = unsafe outLength, let offered = unsafe offered else {
        return SSL_TLSEXT_ERR_NOACK
    }
    for name in wanted {
        var position = 0
        while position < offeredLength {
            let length = unsafe Int(offered[position])
            guard position + 1 + length <= offeredLength else { return SSL_TLSEXT_ERR_ALERT_FATAL }
            let candidate = unsafe UnsafeBufferPointer(start: offered + position + 1, count: length)
            let bytes = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            if unsafe candidate.elementsEqual(bytes) {
                unsafe out.pointee = offered + position + 1
                unsafe outLength.pointee = UInt8(length)
                return SSL_TLSEXT_ERR_OK
            }
            position += 1 + length
        }
    }
    return SSL_TLSEXT_ERR_NOACK
}
