internal import COpenSSL
package import Text

/// A certificate together with its private key.
package struct CertificateAndKey: Sendable {
    /// The certificate.
    package let certificate: Certificate
    /// Its private key.
    package let key: PrivateKey

    /// Pairs the two; whether they belong together is not checked here.
    package init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }
}

/// Makes a certificate authority and serving certificates: ECDSA P-256, signed with SHA-256.
package enum CertificateAuthority {
    /// Makes a self-signed CA that may sign leaves only (path length 0).
    ///
    /// - Parameters:
    ///   - commonName: the subject's CN, at most 64 characters.
    ///   - notBefore: from when it is valid, in whole seconds; take it a few minutes back, for clocks that are late.
    ///   - lifetime: how long it is valid from `notBefore` on.
    /// - Returns: the CA with its new key.
    /// - Throws: ``TLSError`` when OpenSSL cannot make it.
    package static func make(
        commonName: String,
        notBefore: Timestamp,
        lifetime: Duration
    ) throws(TLSError) -> CertificateAndKey {
        let key = try PrivateKey.generateP256()
        let builder = try CertificateBuilder(commonName: commonName, key: key, notBefore: notBefore, lifetime: lifetime)
        try builder.setIssuer(nil)
        try builder.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        try builder.add(NID_key_usage, "critical,keyCertSign,cRLSign")
        try builder.add(NID_subject_key_identifier, "hash")
        return CertificateAndKey(certificate: try builder.sign(with: key), key: key)
    }

    /// Issues a certificate for TLS servers, which ends no later than its authority: nobody would believe it any more.
    ///
    /// - Parameters:
    ///   - names: DNS names (wildcards allowed) and IP addresses; at least one. A name with other characters than those
    ///     of DNS names and IP addresses is an error.
    ///   - authority: who signs.
    ///   - notBefore: from when it is valid, in whole seconds; take it a few minutes back, for clocks that are late.
    ///   - lifetime: how long it is valid from `notBefore` on, at most.
    /// - Returns: the certificate with its new key.
    /// - Throws: ``TLSError`` naming the name that cannot be used.
    package static func issueServer(
        names: [String],
        by authority: CertificateAndKey,
        notBefore: Timestamp,
        lifetime: Duration
    ) throws(TLSError) -> CertificateAndKey {
        let operation = "issuing a serving certificate"
        guard let first = names.first else { throw TLSError(.failed, operation, reasons: ["no name was given"]) }
        let key = try PrivateKey.generateP256()
        // A CN holds at most 64 characters, and clients read only the alternative names anyway.
        let commonName = first.utf8.count <= 64 ? first : "pullpass"
        let lifetime = min(lifetime, max(.seconds(1), authority.certificate.notAfter - notBefore))
        let builder = try CertificateBuilder(commonName: commonName, key: key, notBefore: notBefore, lifetime: lifetime)
        try builder.setIssuer(authority.certificate)
        try builder.add(NID_basic_constraints, "critical,CA:FALSE")
        try builder.add(NID_key_usage, "critical,digitalSignature")
        try builder.add(NID_ext_key_usage, "serverAuth")
        try builder.add(NID_subject_key_identifier, "hash")
        try builder.add(NID_authority_key_identifier, "keyid")
        try builder.add(NID_subject_alt_name, try names.map(alternativeName).joined(separator: ","))
        return CertificateAndKey(certificate: try builder.sign(with: authority.key), key: key)
    }

    private static func alternativeName(_ name: String) throws(TLSError) -> String {
        // The text goes through OpenSSL's configuration syntax, where a comma would begin another value.
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
                UInt8(ascii: "*"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard allowed, !name.isEmpty else {
            throw TLSError(
                .failed,
                "issuing a serving certificate",
                reasons: ["\"\(name)\" is neither a DNS name nor an IP address"]
            )
        }
        let isIPv4 =
            name.split(separator: ".", omittingEmptySubsequences: false).count == 4
            && name.utf8.allSatisfy { $0 < 0x3a }
        return (isIPv4 || name.contains(":") ? "IP:" : "DNS:") + name
    }
}

/// An X.509 certificate in the making.
@safe private final class CertificateBuilder {
    private let x509: OpaquePointer
    private var issuer: Certificate?

    init(commonName: String, key: PrivateKey, notBefore: Timestamp, lifetime: Duration) throws(TLSError) {
        ERR_clear_error()
        guard let x509 = unsafe X509_new() else { throw .fromQueue(.failed, "making a certificate") }
        unsafe self.x509 = x509
        var serial: UInt64 = 0
        // RFC 5280 4.1.2.2: positive; 63 random bits are unique enough for one authority.
        let drawn = unsafe withUnsafeMutableBytes(of: &serial) { bytes in
            unsafe RAND_bytes(bytes.baseAddress, CInt(bytes.count))
        }
        serial = (serial >> 1) | 1
        let first = notBefore.wholeSeconds
        let start = unsafe ASN1_TIME_set(X509_getm_notBefore(x509), Int(first))
        let end = unsafe ASN1_TIME_set(X509_getm_notAfter(x509), Int(first + lifetime.components.seconds))
        let name = unsafe X509_get_subject_name(x509)
        guard drawn == 1, unsafe X509_set_version(x509, 2) == 1,
            unsafe ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), serial) == 1, unsafe start != nil,
            unsafe end != nil,
            unsafe X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, commonName, -1, -1, 0) == 1,
            unsafe key.withPointer({ unsafe X509_set_pubkey(x509, $0) }) == 1
        else { throw .fromQueue(.failed, "making a certificate for \(commonName)") }
    }

    deinit { unsafe X509_free(x509) }

    /// Sets who signs: another certificate, or itself for nil.
    func setIssuer(_ issuer: Certificate?) throws(TLSError) {
        self.issuer = issuer
        let result =
            if let issuer {
                unsafe issuer.withPointer { unsafe X509_set_issuer_name(x509, X509_get_subject_name($0)) }
            } else {
                unsafe X509_set_issuer_name(x509, X509_get_subject_name(x509))
            }
        guard result == 1 else { throw .fromQueue(.failed, "naming the issuer") }
    }

    /// Adds an extension in the syntax of x509v3_config(5).
    func add(_ nid: CInt, _ value: String) throws(TLSError) {
        var context = unsafe X509V3_CTX()
        if let issuer {
            unsafe issuer.withPointer { unsafe X509V3_set_ctx(&context, $0, x509, nil, nil, 0) }
        } else {
            unsafe X509V3_set_ctx(&context, x509, x509, nil, nil, 0)
        }
        guard let ext = unsafe X509V3_EXT_conf_nid(nil, &context, nid, value) else {
            throw .fromQueue(.failed, "adding the extension \(value)")
        }
        defer { unsafe X509_EXTENSION_free(ext) }
        guard unsafe X509_add_ext(x509, ext, -1) == 1 else {
            throw .fromQueue(.failed, "adding the extension \(value)")
        }
    }

    func sign(with key: PrivateKey) throws(TLSError) -> Certificate {
        let size = unsafe key.withPointer { unsafe X509_sign(x509, $0, EVP_sha256()) }
        guard size > 0 else { throw .fromQueue(.failed, "signing a certificate") }
        unsafe X509_up_ref(x509)
        return unsafe Certificate(owning: x509)
    }
}
