import TLS
import Testing
import Text

@Suite struct CertificateTests {
    @Test("A serving certificate carries its names, its times and its issuer's signature")
    func issue() throws {
        let made = try TestCertificates()
        let leaf = made.leaf.certificate
        #expect(leaf.subject == "CN=localhost")
        #expect(
            leaf.alternativeNames
                == "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"
        )
        #expect(leaf.notBefore == TestCertificates.now)
        #expect(leaf.notAfter == TestCertificates.now + .seconds(90 * 86_400))
        #expect(made.authority.certificate.notAfter == TestCertificates.now + .seconds(3_650 * 86_400))
    }

    @Test("A serving certificate ends with its authority at the latest")
    func end() throws {
        let made = try TestCertificates()
        let end = made.authority.certificate.notAfter
        for (begins, days) in [(end - .seconds(60), 90), (TestCertificates.now, 4000)] {
            let leaf = try CertificateAuthority.issueServer(
                names: ["localhost"],
                by: made.authority,
                notBefore: begins,
                lifetime: .seconds(days * 86_400)
            )
            #expect(leaf.certificate.notAfter == end)
        }
    }

    @Test("PEM is read back as what was written, a chain in its order")
    func roundTrip() throws {
        let made = try TestCertificates()
        let chain = try made.leaf.certificate.pem() + made.authority.certificate.pem()
        let read = try Certificate.parse(pem: chain, what: "the chain")
        #expect(read.map(\.fingerprint) == [made.leaf.certificate.fingerprint, made.authority.certificate.fingerprint])
        #expect(read[0].fingerprint.count == 64)
    }

    @Test("A certificate knows its own private key from another")
    func ownKey() throws {
        let made = try TestCertificates()
        #expect(made.leaf.certificate.belongs(to: made.leaf.key))
        #expect(!made.leaf.certificate.belongs(to: made.authority.key))
    }

    @Test("A certificate knows its issuer from another of the same name, and which of both may sign")
    func issuer() throws {
        let made = try TestCertificates()
        let other = try TestCertificates()
        #expect(made.leaf.certificate.isIssued(by: made.authority.certificate))
        #expect(made.authority.certificate.isIssued(by: made.authority.certificate))
        #expect(!made.leaf.certificate.isIssued(by: other.authority.certificate))
        #expect(!made.leaf.certificate.isIssued(by: made.leaf.certificate))
        #expect(made.authority.certificate.isAuthority)
        #expect(!made.leaf.certificate.isAuthority)
    }

    @Test("Two authorities never share a key or a serial")
    func unique() throws {
        #expect(
            try TestCertificates().authority.certificate.fingerprint
                != TestCertificates().authority.certificate.fingerprint
        )
    }

    @Test(
        "A name that is no DNS name and no IP address is refused, so that it cannot smuggle in another",
        arguments: ["", "a,DNS:evil.example", "a b", "a/b", "a\nb", "ä.example", "dirName:x y"]
    )
    func badNames(name: String) throws {
        #expect(throws: TLSError.self) { try TestCertificates(names: [name]) }
    }

    @Test(
        "What is no certificate is refused with a reason",
        arguments: [
            ("", "holds no -----BEGIN CERTIFICATE-----"), ("text", "holds no -----BEGIN CERTIFICATE-----"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "reading the file failed"),
            ("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", "reading the file failed"),
        ]
    )
    func badPEM(text: String, reason: String) {
        let error = #expect(throws: TLSError.self) { try Certificate.parse(pem: Array(text.utf8), what: "the file") }
        #expect(error?.code == .badPEM)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("A broken certificate after a good one is not passed over")
    func brokenTail() throws {
        let good = try TestCertificates().leaf.certificate.pem()
        let bad = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        #expect(throws: TLSError.self) { try Certificate.parse(pem: good + bad, what: "the file") }
    }
}

@Suite struct PrivateKeyTests {
    @Test("A key is never shown")
    func redacted() throws {
        let key = try PrivateKey.generateP256()
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "<redacted>")
        #expect(String(reflecting: key) == "<redacted>" || !String(reflecting: key).contains("0x"))
        #expect(!dumped.contains("OpaquePointer"))
    }

    @Test("An encrypted key is refused with what to give instead")
    func encrypted() {
        let error = #expect(throws: TLSError.self) {
            try PrivateKey.parse(pem: Array(Self.encryptedPEM.utf8), what: "the key")
        }
        #expect(error?.description.contains("unencrypted") == true, "\(error?.description ?? "")")
    }

    @Test("What is no key is refused with a reason")
    func notAKey() throws {
        let certificate = try TestCertificates().leaf.certificate.pem()
        let error = #expect(throws: TLSError.self) { try PrivateKey.parse(pem: certificate, what: "the key") }
        #expect(
            error?.description.contains("holds no -----BEGIN PRIVATE KEY-----") == true,
            "\(error?.description ?? "")"
        )
    }

    /// Made with `openssl genpkey -algorithm ED25519 -aes256 -pass pass:test`; protects nothing.
    private static let encryptedPEM = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgwxzudaRi42QICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKtgQJGbVhBGxOwDC9ldq7oEQK9L
        VPSmYn/XNC9MHTlELO+qlAb9Ck24dvlfaZXwZyhQuWBsa5+H+RLtQYhqycJm8Rht
        67IpW+jEHWSxmNSODl0=
        -----END ENCRYPTED PRIVATE KEY-----

        """
}
