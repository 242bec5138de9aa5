internal import COpenSSL
package import Text

/// An X.509 certificate.
///
/// `@unchecked Sendable`: an `X509` that nobody modifies may be read on any thread (OpenSSL locks its caches itself).
@safe package final class Certificate: @unchecked Sendable {
    private let x509: OpaquePointer

    init(owning x509: OpaquePointer) { unsafe self.x509 = x509 }

    deinit { unsafe X509_free(x509) }

    /// Lends the pointer to a call, which must not free it.
    func withPointer<R>(_ body: (OpaquePointer) -> R) -> R { unsafe body(x509) }

    /// Reads every certificate of a PEM text, in order.
    ///
    /// - Parameters:
    ///   - pem: the text; what stands outside its blocks is passed over.
    ///   - what: names the text in errors: "the certificate file /tls/tls.crt".
    /// - Returns: at least one certificate.
    /// - Throws: ``TLSError`` with code `badPEM` when there is none or one of them is broken.
    package static func parse(pem: [UInt8], what: String) throws(TLSError) -> [Certificate] {
        try OpenSSL.start()
        ERR_clear_error()
        let contents = PEMContents(pem)
        let bio = try MemoryBIO(contents.withoutMark)
        var certificates: [Certificate] = []
        while let x509 = unsafe bio.withPointer({ unsafe PEM_read_bio_X509($0, nil, nil, nil) }) {
            unsafe certificates.append(Certificate(owning: x509))
        }
        // The end of a PEM text is told as the error "no start line"; anything else is a broken block.
        let last = ERR_peek_last_error()
        let isEnd = last == 0 || ERR_GET_REASON(last) == PEM_R_NO_START_LINE
        guard isEnd, !certificates.isEmpty else {
            let error = TLSError.fromQueue(.badPEM, "reading \(what)")
            guard certificates.isEmpty else { throw error }
            // What OpenSSL says of a text without a certificate, or with half of one, leads nowhere.
            let said = contents.hasCertificate ? error.reasons.filter { $0 != "no start line" } : []
            throw TLSError(.badPEM, "reading \(what)", reasons: said + [contents.words])
        }
        ERR_clear_error()
        return certificates
    }

    /// The certificate as a PEM block.
    package func pem() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard unsafe bio.withPointer({ unsafe PEM_write_bio_X509($0, x509) }) == 1 else {
            throw .fromQueue(.failed, "writing a certificate")
        }
        return bio.contents
    }

    /// Whether `key` is the private key of this certificate.
    package func belongs(to key: PrivateKey) -> Bool {
        defer { ERR_clear_error() }
        return unsafe key.withPointer { unsafe X509_check_private_key(x509, $0) } == 1
    }

    /// Whether it names `issuer` as its issuer and carries its signature; whether either is valid now is not looked at.
    package func isIssued(by issuer: Certificate) -> Bool {
        defer { ERR_clear_error() }
        return unsafe issuer.withPointer { issuer in
            unsafe X509_check_issued(issuer, x509) == X509_V_OK && X509_verify(x509, X509_get0_pubkey(issuer)) == 1
        }
    }

    /// Whether it may sign others.
    package var isAuthority: Bool { unsafe X509_check_ca(x509) == 1 }

    /// When it expires; in whole seconds.
    package var notAfter: Timestamp { unsafe Self.timestamp(X509_get0_notAfter(x509)) }

    /// From when it is valid; in whole seconds.
    package var notBefore: Timestamp { unsafe Self.timestamp(X509_get0_notBefore(x509)) }

    /// The subject in RFC 2253 form: "CN=pullpass".
    ///
    /// As in all names of a certificate, what nobody would see is written as an escape.
    package var subject: String { unsafe Self.text(X509_get_subject_name(x509)) }

    /// The issuer in RFC 2253 form.
    package var issuer: String { unsafe Self.text(X509_get_issuer_name(x509)) }

    private static func text(_ name: OpaquePointer?) -> String {
        guard let name = unsafe name, let bio = try? MemoryBIO() else { return "" }
        _ = unsafe bio.withPointer { unsafe pullpass_print_name_rfc2253($0, name) }
        return Printable.visible(String(decoding: bio.contents, as: UTF8.self))
    }

    /// The subject alternative names as OpenSSL prints them: "DNS:localhost, IP Address:127.0.0.1".
    package var alternativeNames: String {
        guard let bio = try? MemoryBIO() else { return "" }
        _ = unsafe bio.withPointer { unsafe pullpass_print_alternative_names(x509, $0) }
        return Printable.visible(String(decoding: bio.contents, as: UTF8.self))
    }

    /// The lower-case hexadecimal SHA-256 of its DER form: tells two certificates apart.
    package var fingerprint: String { Hexadecimal.encode(sha256) }

    private static func timestamp(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp {
        let start = Timestamp(sinceEpoch: .zero)
        guard let time = unsafe time, let epoch = unsafe ASN1_TIME_set(nil, 0) else { return start }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: CInt = 0
        var seconds: CInt = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return start }
        return start + .seconds(Int(days) * 86_400 + Int(seconds))
    }
}
