internal import COpenSSL

/// Digests and keyed digests.
package enum Digest {
    /// The SHA-256 of bytes (FIPS 180-4): 32 bytes.
    ///
    /// - Throws: ``TLSError`` when OpenSSL cannot (it has no memory, or was told not to).
    package static func sha256(_ bytes: [UInt8]) throws(TLSError) -> [UInt8] {
        try OpenSSL.start()
        ERR_clear_error()
        var digest = [UInt8](repeating: 0, count: 32)
        var length = digest.count
        let result = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Q_digest(nil, "SHA256", nil, input.baseAddress, input.count, output.baseAddress, &length)
            }
        }
        guard result == 1, length == digest.count else { throw .fromQueue(.failed, "computing a SHA-256") }
        return digest
    }

    /// The HMAC-SHA256 of bytes under a key of any length (RFC 2104): 32 bytes.
    ///
    /// - Throws: ``TLSError`` when OpenSSL cannot (it has no memory, or was told not to).
    package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) throws(TLSError) -> [UInt8] {
        try OpenSSL.start()
        ERR_clear_error()
        // OpenSSL takes a null pointer, which an empty array may have, for "no key"; zeros at the end of a short key mean nothing.
        let key = key.isEmpty ? [0] : key
        var digest = [UInt8](repeating: 0, count: 32)
        var length = 0
        let written = unsafe key.withUnsafeBytes { key in
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe digest.withUnsafeMutableBufferPointer { output in
                    unsafe EVP_Q_mac(
                        nil,
                        "HMAC",
                        nil,
                        "SHA256",
                        nil,
                        key.baseAddress,
                        key.count,
                        input.baseAddress,
                        input.count,
                        output.baseAddress,
                        output.count,
                        &length
                    ) != nil
                }
            }
        }
        guard written, length == digest.count else { throw .fromQueue(.failed, "computing an HMAC") }
        return digest
    }
}
