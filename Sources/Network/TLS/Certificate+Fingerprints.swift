internal import COpenSSL

extension Certificate {
    /// The SHA-256 of its DER form, 32 bytes: the `x5t#S256` of RFC 7515 is this in base64url.
    package var sha256: [UInt8] { unsafe digest(EVP_sha256()) }

    /// The SHA-1 of its DER form, 20 bytes: only a name for services that know certificates by it (`x5t` of RFC 7515).
    package var sha1: [UInt8] { unsafe digest(EVP_sha1()) }

    private func digest(_ kind: OpaquePointer?) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let result = unsafe withPointer { unsafe X509_digest($0, kind, &digest, &length) }
        guard result == 1 else {
            ERR_clear_error()
            return []
        }
        return Array(digest.prefix(Int(length)))
    }
}
