internal import COpenSSL

/// The protocol that ALPN settled.
public enum ApplicationProtocol: Sendable, Hashable {
    case http1
    case http2
}

/// What one non-blocking TLS call came to.
public enum TLSProgress: Sendable, Hashable {
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
@safe public final class TLSSession {
    private let ssl: OpaquePointer
    private var isBroken = false

    /// Prepares the server's side of a handshake on `descriptor`.
    public init(server context: TLSServerContext, descriptor: CInt) throws(TLSError) {
        ERR_clear_error()
        guard let ssl = unsafe context.withPointer({ unsafe SSL_new($0) }) else {
            throw .fromQueue(.failed, "making a TLS session")
        }
        unsafe self.ssl = ssl
        guard unsafe SSL_set_fd(ssl, descriptor) == 1 else { throw .fromQueue(.failed, "making a TLS session") }
        unsafe SSL_set_accept_state(ssl)
    }

    deinit { unsafe SSL_free(ssl) }

    /// Drives the handshake one step on; call it again after waiting for what it wants.
    ///
    /// - Throws: ``TLSError``: `plainHTTP` when the first bytes are an HTTP request (nothing has been written then, and
    ///   the caller may answer in plain text).
    public func handshake() throws(TLSError) -> TLSProgress {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(ssl)
        return result == 1 ? .done(0) : try outcome(result, "the TLS handshake")
    }

    /// Reads decrypted bytes that have arrived, up to the span's length.
    public func read(into buffer: inout MutableSpan<UInt8>) throws(TLSError) -> TLSProgress {
        ERR_clear_error()
        let result = unsafe buffer.withUnsafeMutableBytes {
            unsafe SSL_read(ssl, $0.baseAddress, CInt(clamping: $0.count))
        }
        return result > 0 ? .done(Int(result)) : try outcome(result, "reading from a TLS connection")
    }

    /// Encrypts and writes as much of `bytes` as the socket takes: up to one record (16 KiB) a call.
    ///
    /// After `wantsWrite` or `wantsRead` the next call must begin with the same bytes (they may have moved).
    public func write(_ bytes: Span<UInt8>) throws(TLSError) -> TLSProgress {
        ERR_clear_error()
        let result = unsafe bytes.withUnsafeBytes { unsafe SSL_write(ssl, $0.baseAddress, CInt(clamping: $0.count)) }
        return result > 0 ? .done(Int(result)) : try outcome(result, "writing to a TLS connection")
    }

    /// Sends close_notify, as far as the socket takes it at once.
    ///
    /// Nothing may be written afterwards.
    public func shutdown() {
        guard !isBroken else { return }
        ERR_clear_error()
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// What ALPN settled; HTTP/1.1 where the client did not ask.
    public var applicationProtocol: ApplicationProtocol {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        guard length == 2, let name = unsafe name else { return .http1 }
        return unsafe name[0] == UInt8(ascii: "h") && name[1] == UInt8(ascii: "2") ? .http2 : .http1
    }

    /// The protocol version: "TLSv1.3".
    public var version: String { unsafe String(cString: SSL_get_version(ssl)) }

    private func outcome(_ result: CInt, _ operation: String) throws(TLSError) -> TLSProgress {
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_ZERO_RETURN: return .closed
        case SSL_ERROR_SYSCALL:
            isBroken = true
            throw TLSError.fromQueue(.connectionLost, operation)
        default:
            isBroken = true
            throw TLSError.fromQueue(.protocolFailure, operation)
        }
    }
}
