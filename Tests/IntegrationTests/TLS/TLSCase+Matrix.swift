import TestSupport

extension TLSCase {
    /// With a key of either kind.
    static let ofEachKey: [TLSCase] = versions + groups + protocols + names

    private static let versions: [TLSCase] = [
        .served("TLS 1.3", "-tls1_3", "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"),
        .served(
            "TLS 1.2",
            "-tls1_2",
            "New, TLSv1.2",
            "Secure Renegotiation IS supported",
            "Extended master secret: yes"
        ),
        .served("the highest of both", "", "New, TLSv1.3"),
        .served("1.1 to 1.3", "-min_protocol TLSv1.1 -cipher DEFAULT@SECLEVEL=0", "New, TLSv1.3"),
        .refused("TLS 1.1", "-tls1_1 -cipher ALL@SECLEVEL=0", Alert.protocolVersion),
        .refused("TLS 1.0", "-tls1 -cipher ALL@SECLEVEL=0", Alert.protocolVersion),
        // Somebody on the way who makes a client try a lower version is found out.
        .refused("TLS 1.2 as the second try", "-tls1_2 -fallback_scsv", Alert.inappropriateFallback),
        .served("TLS 1.3 as the second try", "-fallback_scsv", "New, TLSv1.3"),
        .served("compression is offered", "-tls1_2 -comp", "Compression: NONE"),
        .served("truncated records are asked for", "-maxfraglen 512", "New, TLSv1.3"),
        .served("a certificate's status is asked for", "-status", "OCSP response: no response sent"),
    ]

    private static let groups: [TLSCase] =
        ["-tls1_2", "-tls1_3"].flatMap { version in
            [
                // P-256 behind it, for the certificate: in TLS 1.2 the list is about its key, too.
                served("X25519, \(version)", "\(version) -groups X25519:P-256", "Server Temp Key: X25519"),
                served("P-256, \(version)", "\(version) -groups P-256", "prime256v1, 256 bits"),
                served("another first, \(version)", "\(version) -groups P-521:X448:P-256", "prime256v1, 256 bits"),
            ]
        } + [
            .served("P-384, TLS 1.3", "-tls1_3 -groups P-384", "secp384r1, 384 bits"),
            .refused("P-521", "-tls1_3 -groups P-521", Alert.handshakeFailure),
            .refused("X448", "-tls1_3 -groups X448", Alert.handshakeFailure),
            .refused("finite fields", "-tls1_3 -groups ffdhe2048:ffdhe8192", Alert.handshakeFailure),
            .refused(
                "small curves",
                "-tls1_2 -cipher ECDHE@SECLEVEL=0 -groups secp224r1:secp192k1",
                Alert.handshakeFailure
            ),
            .refused("brainpool's curves", "-tls1_2 -groups brainpoolP256r1:brainpoolP384r1", Alert.handshakeFailure),
        ]

    private static let protocols: [TLSCase] = [
        .served("no protocol", "", "No ALPN negotiated"),
        .served("http/1.1", "-alpn http/1.1", "ALPN protocol: http/1.1"),
        .served("http/1.1 among others", "-alpn spdy/3,http/1.1,x", "ALPN protocol: http/1.1"),
        .served("a stranger's protocol", "-alpn foo", "No ALPN negotiated"),
        .served("h2c", "-alpn h2c", "No ALPN negotiated"),
        .served("H2", "-alpn H2", "No ALPN negotiated"), .served("a part of one", "-alpn h", "No ALPN negotiated"),
        .served("http/1.0", "-alpn http/1.0", "No ALPN negotiated"),
    ]

    private static let names: [TLSCase] = [
        .served("its name", "-servername localhost", "Verify return code: 0 (ok)"),
        .served("another name", "-servername somebody.else.svc"),
        .served("no name", "-noservername"),
        .served("a long name", "-servername \(String(repeating: "a.", count: 120))b"),
        .served("a name of one letter", "-servername a"),
    ]

    /// Suites and signatures, which depend on the key.
    static func suites(_ key: CertificateFiles.Key) -> [TLSCase] {
        let (own, other) = key == .ecdsa ? ("ECDHE-ECDSA", "ECDHE-RSA") : ("ECDHE-RSA", "ECDHE-ECDSA")
        return [
            .served(
                "AES-128 with GCM",
                "-tls1_2 -cipher \(own)-AES128-GCM-SHA256",
                "Cipher is \(own)-AES128-GCM-SHA256"
            ),
            .served(
                "AES-256 with GCM",
                "-tls1_2 -cipher \(own)-AES256-GCM-SHA384",
                "Cipher is \(own)-AES256-GCM-SHA384"
            ),
            .served("ChaCha20", "-tls1_2 -cipher \(own)-CHACHA20-POLY1305", "Cipher is \(own)-CHACHA20-POLY1305"),
            .served(
                "the best of all",
                "-tls1_2 -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0",
                "Cipher is \(own)-AES256-GCM-SHA384"
            ),
            .served(
                "ChaCha20 where the client wants it first",
                "-tls1_2 -cipher \(own)-CHACHA20-POLY1305:\(own)-AES256-GCM-SHA384",
                "Cipher is \(own)-CHACHA20"
            ),
            // Everything that OpenSSL knows but those: one of them would be taken.
            .refused(
                "all others",
                "-tls1_2 -cipher ALL:COMPLEMENTOFALL:-ECDHE+AESGCM:-ECDHE+CHACHA20:@SECLEVEL=0",
                Alert.handshakeFailure
            ),
            .refused(
                "another key's",
                "-tls1_2 -cipher \(other)-AES256-GCM-SHA384:\(other)-AES128-GCM-SHA256",
                Alert.handshakeFailure
            ),
            .refused(
                "CBC",
                "-tls1_2 -cipher \(own)-AES256-SHA384:\(own)-AES128-SHA256:\(own)-AES128-SHA@SECLEVEL=0",
                Alert.handshakeFailure
            ),
            .refused("RSA's key exchange", "-tls1_2 -cipher kRSA@SECLEVEL=0", Alert.handshakeFailure),
            .refused("finite fields", "-tls1_2 -cipher kDHE@SECLEVEL=0", Alert.handshakeFailure),
            .refused("nobody's signature", "-tls1_2 -cipher aNULL@SECLEVEL=0", Alert.handshakeFailure),
            .refused("no encryption", "-tls1_2 -cipher eNULL@SECLEVEL=0", Alert.handshakeFailure),
            .refused("CCM", "-tls1_2 -cipher AESCCM@SECLEVEL=0", Alert.handshakeFailure),
            .refused("Camellia and ARIA", "-tls1_2 -cipher CAMELLIA:ARIA@SECLEVEL=0", Alert.handshakeFailure),
            .refused("a password", "-tls1_2 -cipher PSK@SECLEVEL=0 -psk 00112233", Alert.handshakeFailure),
            .served("TLS 1.3, AES-128", "-ciphersuites TLS_AES_128_GCM_SHA256", "Cipher is TLS_AES_128_GCM_SHA256"),
            .served("TLS 1.3, AES-256", "-ciphersuites TLS_AES_256_GCM_SHA384", "Cipher is TLS_AES_256_GCM_SHA384"),
            .served(
                "TLS 1.3, ChaCha20",
                "-ciphersuites TLS_CHACHA20_POLY1305_SHA256",
                "Cipher is TLS_CHACHA20_POLY1305_SHA256"
            ),
            .refused(
                "TLS 1.3, CCM",
                "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256",
                Alert.handshakeFailure
            ),
        ] + signatures(key)
    }

    private static func signatures(_ key: CertificateFiles.Key) -> [TLSCase] {
        let weak = "ECDSA+SHA1:RSA+SHA1:ECDSA+SHA224:RSA+SHA224"
        let both: [TLSCase] = [
            .refused("SHA-1 and SHA-224", "-sigalgs \(weak) -cipher ALL@SECLEVEL=0", Alert.handshakeFailure),
            .refused(
                "SHA-1, TLS 1.2",
                "-tls1_2 -sigalgs ECDSA+SHA1:RSA+SHA1 -cipher ALL@SECLEVEL=0",
                Alert.handshakeFailure
            ),
        ]
        switch key {
        case .ecdsa:
            return both + [
                .served("ECDSA with SHA-256", "-tls1_3 -sigalgs ECDSA+SHA256", "Peer signature type: ECDSA"),
                .refused("RSA's alone", "-tls1_3 -sigalgs rsa_pss_rsae_sha256:RSA+SHA256", Alert.handshakeFailure),
            ]
        case .rsa:
            return both + [
                .served("RSA-PSS", "-tls1_3 -sigalgs rsa_pss_rsae_sha256", "Peer signature type: RSA-PSS"),
                .served("PKCS 1 in TLS 1.2", "-tls1_2 -sigalgs RSA+SHA256", "Peer signature type: RSA"),
                .refused("PKCS 1 in TLS 1.3", "-tls1_3 -sigalgs RSA+SHA256", Alert.handshakeFailure),
                .refused("ECDSA alone", "-tls1_3 -sigalgs ECDSA+SHA256", Alert.handshakeFailure),
            ]
        }
    }
}
