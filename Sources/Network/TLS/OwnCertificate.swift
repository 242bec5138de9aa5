internal import COpenSSL

/// What a side of a connection shows of itself: a chain, the leaf first, and the leaf's key.
struct OwnCertificate {
    let chain: [Certificate]
    let key: PrivateKey
    /// What an error calls the leaf.
    let leafName: String
    /// What an error calls the others of the chain.
    let intermediateName: String
    /// What an error calls the key.
    let keyName: String

    /// Makes a context show it.
    func use(in context: OpaquePointer) throws(TLSError) {
        for (index, certificate) in chain.enumerated() {
            let added = unsafe certificate.withPointer { pointer in
                if index == 0 { return unsafe SSL_CTX_use_certificate(context, pointer) }
                unsafe X509_up_ref(pointer)
                return unsafe pullpass_SSL_CTX_add_extra_chain_cert(context, pointer)
            }
            guard added == 1 else { throw .fromQueue(.badPEM, "using \(index == 0 ? leafName : intermediateName)") }
        }
        // SSL_CTX_use_PrivateKey compares the key with the certificate that is there.
        let keyed = unsafe key.withPointer { unsafe SSL_CTX_use_PrivateKey(context, $0) }
        guard keyed == 1, unsafe SSL_CTX_check_private_key(context) == 1 else {
            ERR_clear_error()
            throw TLSError(.keyMismatch, "using \(keyName)")
        }
    }
}
