import FoundationEssentials
import TLS
import TestSupport
import Testing

@Suite struct `A private key` {
    private static let message = Array("what is signed\n".utf8)

    @Test(.needs("openssl"))
    func `of RSA signs so that openssl verifies it with the public key in PEM`() async throws {
        let files = try TemporaryDirectory()
        let key = try PrivateKey.generateRSA2048()
        let signature = try key.signRS256(Self.message)
        #expect(signature.count == 256)
        let publicKey = try files.write("public.pem", key.publicKeyPEM())
        let signed = try files.write("message", Self.message)
        let verified = try await Tool.run(
            "openssl",
            ["dgst", "-sha256", "-verify", publicKey, "-signature", files.write("signature", signature), signed]
        )
        #expect(verified.outputText == "Verified OK\n")
        var other = signature
        other[100] ^= 1
        let refused = try await Tool.run(
            "openssl",
            ["dgst", "-sha256", "-verify", publicKey, "-signature", files.write("other", other), signed]
        )
        #expect(refused.outputText == "Verification failure\n")
    }

    @Test(.needs("openssl"))
    func `of RSA that openssl made gives the signature that openssl gives`() async throws {
        let files = try TemporaryDirectory()
        let path = files.path("key.pem")
        _ = try await Tool.run("openssl", ["genrsa", "-traditional", "-out", path, "2048"])
        let message = try files.write("message", Self.message)
        _ = try await Tool.run("openssl", ["dgst", "-sha256", "-sign", path, "-out", files.path("signature"), message])
        let signature = try Data(contentsOf: URL(filePath: files.path("signature")))
        let key = try PrivateKey.parse(pem: Array(Data(contentsOf: URL(filePath: path))), what: "the key")
        #expect(try Data(key.signRS256(Self.message)) == signature)
        let publicKey = try await Tool.run("openssl", ["pkey", "-in", path, "-pubout"]).outputText
        #expect(try publicKey == String(decoding: key.publicKeyPEM(), as: UTF8.self))
    }

    @Test(.needs("openssl"))
    func `of RSA signs by PSS with a salt of 32 bytes, another one each time`() async throws {
        let files = try TemporaryDirectory()
        let key = try PrivateKey.generateRSA2048()
        let signatures = try [key.signPS256(Self.message), key.signPS256(Self.message)]
        #expect(signatures[0] != signatures[1])
        let publicKey = try files.write("public.pem", key.publicKeyPEM())
        let message = try files.write("message", Self.message)
        for (salt, isGood) in [("32", true), ("20", false)] {
            let verified = try await Tool.run(
                "openssl",
                [
                    "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:\(salt)",
                    "-sigopt",
                    "rsa_mgf1_md:sha256", "-verify", publicKey, "-signature", files.write("signature", signatures[0]),
                    message,
                ]
            )
            #expect((verified.outputText == "Verified OK\n") == isGood)
        }
    }

    @Test func `that is no RSA key is told so`() throws {
        let key = try PrivateKey.generateP256()
        #expect(!key.isRSA)
        let error = #expect(throws: TLSError.self) { try key.signRS256(Self.message) }
        #expect(throws: TLSError.self) { try key.signPS256(Self.message) }
        #expect(error?.description == "signing with RSA and SHA-256 failed: the key is no RSA key")
        #expect(try String(decoding: key.publicKeyPEM(), as: UTF8.self).hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
    }

    @Test(.needs("openssl"), arguments: ["-traditional", "-provider"])
    func `that is encrypted opens with its passphrase only`(form: String) async throws {
        let files = try TemporaryDirectory()
        let key = try PrivateKey.generateRSA2048()
        let plain = try files.write("plain.pem", key.pem())
        let form = form == "-traditional" ? ["rsa", "-traditional", "-aes256"] : ["pkey", "-aes256"]
        let encrypted = try await Tool.run(
            "openssl",
            form + ["-in", plain, "-passout", "pass:hunter2"]
        ).outputText.utf8.map(\.self)
        #expect(String(decoding: encrypted, as: UTF8.self).contains("ENCRYPTED"))
        let opened = try PrivateKey.parse(pem: encrypted, passphrase: "hunter2", what: "the key")
        #expect(try opened.pem() == key.pem())
        #expect(try PrivateKey.parse(pem: key.pem(), passphrase: "hunter2", what: "the key").pem() == key.pem())
        for wrong in ["hunter3", "", String(repeating: "x", count: 2000)] {
            let error = #expect(throws: TLSError.self) {
                try PrivateKey.parse(pem: encrypted, passphrase: wrong, what: "the key")
            }
            #expect(error?.description.contains("passphrase") == true)
            #expect(error?.description.contains("hunter") == false)
        }
        #expect(throws: TLSError.self) { try PrivateKey.parse(pem: encrypted, what: "the key") }
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func `that is none is told so, with a passphrase too`(pem: String) {
        let error = #expect(throws: TLSError.self) {
            try PrivateKey.parse(pem: Array(pem.utf8), passphrase: "hunter2", what: "the key")
        }
        #expect(error?.description.contains("it holds no -----BEGIN PRIVATE KEY----- block") == true)
    }

    @Test(.needs("openssl"))
    func `has a certificate whose fingerprints are those of openssl`() async throws {
        let certificate = try TestCertificates().leaf.certificate
        let pem = try certificate.pem()
        for (digest, bytes) in [("-sha1", certificate.sha1), ("-sha256", certificate.sha256)] {
            let text = try await Tool.run("openssl", ["x509", "-noout", "-fingerprint", digest], input: pem).outputText
            let hex = text.split(separator: "=").last.map { $0.filter { $0 != ":" && $0 != "\n" } } ?? ""
            #expect(hex.lowercased() == bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }
}
