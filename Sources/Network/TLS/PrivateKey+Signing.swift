internal import COpenSSL

extension PrivateKey {
    /// Makes a new RSA key of 2048 bits, such as a session key.
    ///
    /// Takes tens of milliseconds of CPU time, sometimes some hundreds.
    package static func generateRSA2048() throws(TLSError) -> PrivateKey {
        try OpenSSL.start()
        guard let key = unsafe pullpass_EVP_RSA_gen_2048() else { throw .fromQueue(.failed, "making an RSA key") }
        return unsafe PrivateKey(owning: key)
    }

    /// Whether it is an RSA key that may sign by PKCS #1 v1.5, and no RSASSA-PSS key.
    package var isRSA: Bool { unsafe withPointer { unsafe EVP_PKEY_get_base_id($0) } == EVP_PKEY_RSA }

    /// Signs by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2): `RS256` of JSON Web Tokens, `rsa-sha256` of HTTP signatures.
    ///
    /// - Parameter message: what is signed, not its digest.
    /// - Returns: the signature, as long as the key's modulus; equal messages give equal signatures.
    /// - Throws: ``TLSError`` with code `failed` when the key is no RSA key.
    package func signRS256(_ message: [UInt8]) throws(TLSError) -> [UInt8] { try sign(message, isPSS: false) }

    /// Signs by RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (RFC 8017 section 8.1): `PS256` of JSON Web Tokens.
    ///
    /// - Parameter message: what is signed, not its digest.
    /// - Returns: the signature, as long as the key's modulus; another one each time.
    /// - Throws: ``TLSError`` with code `failed` when the key is no RSA key.
    package func signPS256(_ message: [UInt8]) throws(TLSError) -> [UInt8] { try sign(message, isPSS: true) }

    private func sign(_ message: [UInt8], isPSS: Bool) throws(TLSError) -> [UInt8] {
        let operation = "signing with RSA and SHA-256"
        guard isRSA else { throw TLSError(.failed, operation, reasons: ["the key is no RSA key"]) }
        ERR_clear_error()
        guard let context = unsafe EVP_MD_CTX_new() else { throw .fromQueue(.failed, operation) }
        defer { unsafe EVP_MD_CTX_free(context) }
        let size = unsafe withPointer { unsafe EVP_PKEY_get_size($0) }
        // The key's part of the context, which the context frees.
        var padding: OpaquePointer?
        guard size > 0,
            unsafe withPointer({ unsafe EVP_DigestSignInit(context, &padding, EVP_sha256(), nil, $0) }) == 1
        else {
            throw .fromQueue(.failed, operation)
        }
        if isPSS {
            guard unsafe EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1,
                unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(padding, EVP_sha256()) == 1,
                unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, 32) == 1
            else { throw .fromQueue(.failed, operation) }
        }
        var signature = [UInt8](repeating: 0, count: Int(size))
        var length = signature.count
        guard unsafe EVP_DigestSign(context, &signature, &length, message, message.count) == 1,
            length <= signature.count
        else { throw .fromQueue(.failed, operation) }
        return Array(signature.prefix(length))
    }

    /// Its public half as a PEM block (`-----BEGIN PUBLIC KEY-----`, the SubjectPublicKeyInfo of RFC 5280).
    package func publicKeyPEM() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        let result = unsafe bio.withPointer { bio in
            unsafe withPointer { unsafe PEM_write_bio_PUBKEY(bio, $0) }
        }
        guard result == 1 else { throw .fromQueue(.failed, "writing a public key") }
        return bio.contents
    }
}
