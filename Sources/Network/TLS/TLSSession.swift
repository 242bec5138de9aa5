internal import CAllocation
internal import COpenSSL

/// The protocol that ALPN settled.
package enum ApplicationProtocol: Sendable, Hashable {
    case http1
    case http2
}

/// What one non-blocking TLS call came to.
package enum TLSProgress: Sendable, Hashable {
    /// So many bytes of plain text were moved; 0 for a handshake that is done.
    case done(Int)
    /// The socket must be readable first.
    case wantsRead
    /// The socket must be writable first.
    case wantsWrite
    /// The peer has ended the connection in good order (reads only).
    case closed
}

/// One TLS connection on a non-blocking socket.
///
/// Not `Sendable`: an `SSL` belongs to one task. The socket's descriptor is borrowed and must outlive the session.
@safe package final class TLSSession {
    private let ssl: OpaquePointer
    private let allowance: PeerAllowance
    private var isBroken = false
    /// The bytes of memory that OpenSSL holds for the session, counted as it allocates them.
    ///
    /// Some 14 KiB while nothing is under way, 50 during a handshake, and more where the peer announces a long
    /// message: OpenSSL makes room for a ClientHello of 128 KiB as soon as four bytes say so.
    package var heldBytes: Int { held }
    private var held = 0
    /// The certificate that the peer showed and that did not pass, for the error.
    fileprivate var refused: Certificate?
    /// Names the peer and the trusted authorities in a client's errors; nil for a server.
    private let client: ClientRole?

    private struct ClientRole {
        let serverName: String
        let context: TLSClientContext
    }

    /// Prepares the server's side of a handshake on `descriptor`.
    package init(server context: TLSServerContext, descriptor: CInt) throws(TLSError) {
        ERR_clear_error()
        let before = pullpass_thread_allocated()
        guard let ssl = unsafe context.withPointer({ unsafe SSL_new($0) }) else {
            throw .fromQueue(.failed, "making a TLS session")
        }
        unsafe self.ssl = ssl
        allowance = unsafe PeerAllowance(of: ssl)
        client = nil
        guard unsafe SSL_set_fd(ssl, descriptor) == 1 else { throw .fromQueue(.failed, "making a TLS session") }
        unsafe SSL_set_accept_state(ssl)
        count(since: before)
    }

    /// Counts what this thread has allocated since a reading of its allocator.
    private func count(since before: Int64) { held += Int(pullpass_thread_allocated() - before) }

    /// Prepares the client's side of a handshake on `descriptor`.
    ///
    /// - Parameters:
    ///   - context: whom to trust.
    ///   - descriptor: the connected socket.
    ///   - serverName: the host as the URL has it, a name or an IP address (IPv6 without brackets). The server's
    ///     certificate must be for it, unless the context names another one or is insecure; a name is sent as SNI.
    /// - Throws: ``TLSError`` when OpenSSL cannot make a session, or the name is none.
    package init(client context: TLSClientContext, descriptor: CInt, serverName: String) throws(TLSError) {
        ERR_clear_error()
        guard let ssl = unsafe context.withPointer({ unsafe SSL_new($0) }) else {
            throw .fromQueue(.failed, "making a TLS session")
        }
        unsafe self.ssl = ssl
        allowance = unsafe PeerAllowance(of: ssl)
        client = ClientRole(serverName: context.serverName ?? serverName, context: context)
        guard unsafe SSL_set_fd(ssl, descriptor) == 1 else { throw .fromQueue(.failed, "making a TLS session") }
        unsafe SSL_set_connect_state(ssl)
        if context.verifiesServers {
            // Index 0 is the application's (SSL_set_app_data); the session outlives its SSL.
            unsafe SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
            unsafe SSL_set_verify(ssl, SSL_VERIFY_PEER, keepRefusedCertificate)
        }
        try expect(context.serverName ?? serverName)
    }

    /// Tells OpenSSL whom the certificate must be for (RFC 9525) and what to send as SNI (RFC 6066 section 3).
    private func expect(_ serverName: String) throws(TLSError) {
        let operation = "preparing to verify \(serverName)"
        // A dot at the end makes a name absolute for DNS only; certificates and SNI have none.
        let name = serverName.hasSuffix(".") ? String(serverName.dropLast()) : serverName
        guard !name.isEmpty, !name.utf8.contains(0), let parameters = unsafe SSL_get0_param(ssl) else {
            throw TLSError(.failed, operation, reasons: ["it is not a host name"])
        }
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return }
        ERR_clear_error()
        // As Go and the browsers do: the alternative names count, and never the subject's common name.
        let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)
        unsafe X509_VERIFY_PARAM_set_hostflags(parameters, flags)
        guard unsafe X509_VERIFY_PARAM_set1_host(parameters, name, name.utf8.count) == 1,
            unsafe pullpass_SSL_set_tlsext_host_name(ssl, name) == 1
        else { throw .fromQueue(.failed, operation) }
    }

    deinit { unsafe SSL_free(ssl) }

    /// Drives the handshake one step on; call it again after waiting for what it wants.
    ///
    /// - Throws: ``TLSError``: `plainHTTP` when the first bytes are an HTTP request (nothing has been written then, and
    ///   the caller may answer in plain text).
    package func handshake() throws(TLSError) -> TLSProgress {
        ERR_clear_error()
        let before = pullpass_thread_allocated()
        defer { count(since: before) }
        allowance.beginCall()
        let result = unsafe SSL_do_handshake(ssl)
        guard result == 1 else { return try outcome(result, "the TLS handshake") }
        allowance.endHandshake()
        return .done(0)
    }

    /// Reads decrypted bytes that have arrived, up to the span's length.
    ///
    /// - Throws: ``TLSError``: `protocolFailure` also where the peer sends so much else that it would never come to an end.
    package func read(into buffer: inout MutableSpan<UInt8>) throws(TLSError) -> TLSProgress {
        OpenSSL.clearErrors()
        let before = pullpass_thread_allocated()
        defer { count(since: before) }
        allowance.beginCall()
        let result = unsafe buffer.withUnsafeMutableBytes {
            unsafe SSL_read(ssl, $0.baseAddress, CInt(clamping: $0.count))
        }
        guard result > 0 else { return try outcome(result, "reading from a TLS connection") }
        allowance.noteRead()
        return .done(Int(result))
    }

    /// Encrypts and writes as much of `bytes` as the socket takes: up to one record (16 KiB) a call.
    ///
    /// After `wantsWrite` or `wantsRead` the next call must begin with the same bytes (they may have moved).
    package func write(_ bytes: Span<UInt8>) throws(TLSError) -> TLSProgress {
        OpenSSL.clearErrors()
        let before = pullpass_thread_allocated()
        defer { count(since: before) }
        // It reads, too, where half a message of the handshake has come.
        allowance.beginCall()
        let result = unsafe bytes.withUnsafeBytes { unsafe SSL_write(ssl, $0.baseAddress, CInt(clamping: $0.count)) }
        guard result > 0 else { return try outcome(result, "writing to a TLS connection") }
        allowance.noteWrite()
        return .done(Int(result))
    }

    /// Sends close_notify, as far as the socket takes it at once.
    ///
    /// Nothing may be written afterwards.
    package func shutdown() {
        guard !isBroken else { return }
        ERR_clear_error()
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Begins to use other keys for what is written, and tells the peer (RFC 8446 section 4.6.3); for tests.
    func updateKeys() throws(TLSError) -> TLSProgress {
        ERR_clear_error()
        guard unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 else {
            throw .fromQueue(.failed, "changing keys")
        }
        let result = unsafe SSL_do_handshake(ssl)
        return result == 1 ? .done(0) : try outcome(result, "changing keys")
    }

    /// What ALPN settled; HTTP/1.1 where the client did not ask.
    package var applicationProtocol: ApplicationProtocol {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        guard length == 2, let name = unsafe name else { return .http1 }
        return unsafe name[0] == UInt8(ascii: "h") && name[1] == UInt8(ascii: "2") ? .http2 : .http1
    }

    /// The protocol version: "TLSv1.3".
    package var version: String { unsafe String(cString: SSL_get_version(ssl)) }

    private func outcome(_ result: CInt, _ operation: String) throws(TLSError) -> TLSProgress {
        if let excess = allowance.excess {
            isBroken = true
            throw TLSError(.protocolFailure, operation, reasons: [excess])
        }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_ZERO_RETURN: return .closed
        case SSL_ERROR_SYSCALL:
            isBroken = true
            throw TLSError.fromQueue(.connectionLost, operation)
        default:
            isBroken = true
            guard let client else { throw TLSError.fromQueue(.protocolFailure, operation) }
            throw clientError(client, operation)
        }
    }

    private func clientError(_ client: ClientRole, _ operation: String) -> TLSError {
        let first = ERR_peek_error()
        if pullpass_is_verify_failure(first) != 0 {
            ERR_clear_error()
            return untrusted(client)
        }
        let isNotTLS = pullpass_is_not_tls(first) != 0
        return TLSError.fromQueue(isNotTLS ? .notTLS : .protocolFailure, operation)
    }

    private func untrusted(_ client: ClientRole) -> TLSError {
        let result = unsafe SSL_get_verify_result(ssl)
        var reason = unsafe String(cString: X509_verify_cert_error_string(result))
        var fault = TLSError.CertificateFault.other
        switch CInt(truncatingIfNeeded: result) {
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            fault = .otherName
            reason = "it is not for \(client.serverName)"
            if let names = peerNames { reason += " but for \(names)" }
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            fault = .unknownAuthority
            reason += "; trusted are \(client.context.trustDescription)"
        case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID: fault = .outOfTime
        default: break
        }
        let operation = "verifying the certificate of \(client.serverName)"
        return TLSError(.untrusted, operation, reasons: [reason], fault: fault)
    }

    /// The names of the certificate that the peer showed, for an error; they come from outside, so they are bounded.
    private var peerNames: String? {
        guard let refused else { return nil }
        // Names of hosts and addresses are ASCII; what is not, may look like another one.
        let names = refused.alternativeNames.unicodeScalars.prefix(200).filter(\.isASCII)
        return names.isEmpty ? nil : String(String.UnicodeScalarView(names))
    }
}

/// Changes nothing about the verdict; OpenSSL itself forgets a certificate that did not pass.
private let keepRefusedCertificate: @convention(c) (CInt, OpaquePointer?) -> CInt = { isGood, store in
    guard isGood == 0, let store = unsafe store, let leaf = unsafe X509_STORE_CTX_get0_cert(store),
        let ssl = unsafe X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
        let session = unsafe SSL_get_ex_data(OpaquePointer(ssl), 0)
    else { return isGood }
    unsafe X509_up_ref(leaf)
    unsafe Unmanaged<TLSSession>.fromOpaque(session).takeUnretainedValue().refused = Certificate(owning: leaf)
    return isGood
}
