internal import COpenSSL

extension PrivateKey {
    /// Reads a private key from a PEM text that may be encrypted.
    ///
    /// - Parameters:
    ///   - pem: the text; what stands outside the key's block is passed over.
    ///   - passphrase: opens the key; not looked at when the key is not encrypted. At most 1,023 bytes.
    ///   - what: names the text in errors.
    /// - Returns: the key.
    /// - Throws: ``TLSError`` with code `badPEM`: no key is there, it is broken, or the passphrase is wrong.
    package static func parse(pem: [UInt8], passphrase: String, what: String) throws(TLSError) -> PrivateKey {
        try OpenSSL.start()
        ERR_clear_error()
        // OpenSSL cuts a longer one without a word.
        guard passphrase.utf8.count < PEM_BUFSIZE, !passphrase.utf8.contains(0) else {
            throw TLSError(.badPEM, "reading \(what)", reasons: ["the passphrase is too long or holds a zero byte"])
        }
        let bio = try MemoryBIO(pem)
        var characters = passphrase.utf8CString.map { $0 }
        // Without a callback the last argument is the passphrase itself (pem_password_cb(3)).
        let key = unsafe characters.withUnsafeMutableBytes { bytes in
            unsafe bio.withPointer { unsafe PEM_read_bio_PrivateKey($0, nil, nil, bytes.baseAddress) }
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            // What the wrong passphrase leaves is noise, which fails in as many ways as noise can.
            let isEncrypted = String(decoding: pem, as: UTF8.self).contains("ENCRYPTED")
            throw TLSError(
                .badPEM,
                "reading \(what)",
                reasons: isEncrypted
                    ? ["the passphrase does not open the key"] : ["it holds no -----BEGIN PRIVATE KEY----- block"]
            )
        }
        return unsafe PrivateKey(owning: key)
    }
}
