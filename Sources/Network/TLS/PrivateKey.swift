internal import COpenSSL

/// A private key.
///
/// Never printed: it has no description that shows it.
///
/// `@unchecked Sendable`: an `EVP_PKEY` that nobody modifies may be used on any thread.
@safe package final class PrivateKey: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    private let key: OpaquePointer

    init(owning key: OpaquePointer) { unsafe self.key = key }

    deinit { unsafe EVP_PKEY_free(key) }

    func withPointer<R>(_ body: (OpaquePointer) -> R) -> R { unsafe body(key) }

    /// Always `<redacted>`.
    package var description: String { "<redacted>" }
    /// Shows nothing to `dump` and to debuggers.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Reads an unencrypted private key (PKCS#8, SEC1 or PKCS#1) from a PEM text.
    ///
    /// - Parameters:
    ///   - pem: the text.
    ///   - what: names the text in errors.
    /// - Returns: the key.
    /// - Throws: ``TLSError`` with code `badPEM`; an encrypted key is refused, since nobody is there to type a password.
    package static func parse(pem: [UInt8], what: String) throws(TLSError) -> PrivateKey {
        try OpenSSL.start()
        ERR_clear_error()
        let bio = try MemoryBIO(pem)
        // Without a callback OpenSSL would ask for a password on the terminal.
        let refusePassword:
            @convention(c) (UnsafeMutablePointer<CChar>?, CInt, CInt, UnsafeMutableRawPointer?) -> CInt =
                { _, _, _, _ in -1 }
        guard let key = unsafe bio.withPointer({ unsafe PEM_read_bio_PrivateKey($0, nil, refusePassword, nil) }) else {
            let error = TLSError.fromQueue(.badPEM, "reading \(what)")
            if error.reasons.contains(where: { $0.contains("password") || $0.contains("maybe wrong password") }) {
                throw TLSError(
                    .badPEM,
                    "reading \(what)",
                    reasons: ["the key is encrypted; give an unencrypted PEM private key"]
                )
            }
            guard error.reasons.allSatisfy({ $0 == "no start line" || $0 == "unsupported" }) else { throw error }
            throw TLSError(.badPEM, "reading \(what)", reasons: ["it holds no -----BEGIN PRIVATE KEY----- block"])
        }
        return unsafe PrivateKey(owning: key)
    }

    /// Makes a new ECDSA key on P-256.
    package static func generateP256() throws(TLSError) -> PrivateKey {
        try OpenSSL.start()
        guard let key = unsafe pullpass_EVP_EC_gen_p256() else { throw .fromQueue(.failed, "making a P-256 key") }
        return unsafe PrivateKey(owning: key)
    }

    /// The key as an unencrypted PKCS#8 PEM block: for a file that only its owner reads, and nothing else.
    package func pem() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        let result = unsafe bio.withPointer { unsafe PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
        guard result == 1 else { throw .fromQueue(.failed, "writing a private key") }
        return bio.contents
    }
}
