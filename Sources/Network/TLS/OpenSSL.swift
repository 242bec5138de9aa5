internal import CAllocation
internal import COpenSSL

/// OpenSSL as a whole: its start and its version.
package enum OpenSSL {
    /// The version text of the linked library: "OpenSSL 3.0.19 27 Jan 2026".
    package static var version: String {
        unsafe String(cString: OpenSSL_version(OPENSSL_VERSION))
    }

    /// Starts the library once, without the host's openssl.cnf: a static binary must not load what a node has there.
    static let isStarted: Bool = {
        // Before the library allocates anything; later it takes no other allocator, and sessions are then counted as nothing.
        _ = unsafe CRYPTO_set_mem_functions(
            pullpass_counted_malloc,
            pullpass_counted_realloc,
            pullpass_counted_free
        )
        let options = UInt64(OPENSSL_INIT_NO_LOAD_CONFIG) | UInt64(OPENSSL_INIT_NO_ATEXIT)
        return OPENSSL_init_ssl(options, nil) == 1
    }()

    /// Empties this thread's queue of errors, as has to be done before each call whose outcome is asked for by `SSL_get_error`.
    ///
    /// It is empty nearly always, and to look costs a tenth of clearing it.
    static func clearErrors() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    static func start() throws(TLSError) {
        guard isStarted else { throw .fromQueue(.failed, "starting OpenSSL") }
    }
}

/// A memory BIO: OpenSSL's way to read from and write to bytes.
@safe final class MemoryBIO {
    private let bio: OpaquePointer

    /// An empty one, to be written by OpenSSL.
    init() throws(TLSError) {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw .fromQueue(.failed, "allocating memory") }
        unsafe self.bio = bio
    }

    /// One that holds a copy of `bytes`, to be read by OpenSSL.
    convenience init(_ bytes: [UInt8]) throws(TLSError) {
        try self.init()
        let written = unsafe bytes.withUnsafeBytes { unsafe BIO_write(bio, $0.baseAddress, CInt(clamping: $0.count)) }
        guard bytes.isEmpty || written == bytes.count else { throw .fromQueue(.failed, "copying \(bytes.count) bytes") }
    }

    deinit { unsafe BIO_free_all(bio) }

    /// Lends the pointer to a call.
    func withPointer<R>(_ body: (OpaquePointer) -> R) -> R { unsafe body(bio) }

    /// A copy of all bytes that are in it.
    var contents: [UInt8] {
        var data: UnsafeMutablePointer<CChar>?
        let count = unsafe pullpass_BIO_get_mem_data(bio, &data)
        guard count > 0, let data = unsafe data else { return [] }
        return unsafe UnsafeBufferPointer(start: data, count: count).map { UInt8(bitPattern: $0) }
    }
}
