import TLS
import Text

extension FuzzBody {
    /// Certificates and keys: the text as it is or, after a first byte of 1 to 4, the binary form of a certificate or a key.
    static let pem = FuzzBody(
        "pem",
        maximumLength: 4096,
        seeds: pemSeeds(),
        words: [
            "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\n",
            "-----END PRIVATE KEY-----\n",
            "-----BEGIN EC PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED",
            "-----BEGIN TRUSTED CERTIFICATE-----", "\r\n", "\\n", "\u{FEFF}", "MII", "LS0tLS1CRUdJTi", "U\u{4}\u{3}",
            "\u{30}\u{13}\u{6}\u{3}",
        ]
    ) { input throws(BrokenPromise) in
        guard let first = input.first else { return }
        let rest = Array(input.dropFirst())
        let labels = [1: "CERTIFICATE", 2: "PRIVATE KEY", 3: "RSA PRIVATE KEY", 4: "EC PRIVATE KEY"]
        let pem = labels[Int(first)].map { armoured($0, rest) } ?? rest
        let key = try readKey(pem)
        try readCertificates(pem, key)
    }

    private static func readKey(_ pem: [UInt8]) throws(BrokenPromise) -> PrivateKey? {
        let key: PrivateKey
        do throws(TLSError) { key = try PrivateKey.parse(pem: pem, what: "the key") } catch {
            try Line.check(error.description, longest: 2000, "why a key cannot be read")
            return nil
        }
        try hold(!String(describing: key).contains("BEGIN"), "a key does not print itself")
        // A key that OpenSSL reads and cannot write is of no use here and of no harm.
        guard let written = try? key.pem() else { return key }
        guard let again = try? PrivateKey.parse(pem: written, what: "the key") else {
            throw BrokenPromise("broken promise: a key that was written can be read")
        }
        let (one, other) = (try? key.publicKeyPEM(), try? again.publicKeyPEM())
        try holdEqual(one, other, "a key that was written is the same key")
        return key
    }

    private static func readCertificates(_ pem: [UInt8], _ key: PrivateKey?) throws(BrokenPromise) {
        let certificates: [Certificate]
        do throws(TLSError) { certificates = try Certificate.parse(pem: pem, what: "the certificate") } catch {
            return try Line.check(error.description, longest: 2000, "why a certificate cannot be read")
        }
        try hold(!certificates.isEmpty, "a text without certificates is an error")
        for certificate in certificates {
            try holdEqual(certificate.sha256.count, 32, "a certificate has a fingerprint")
            for text in [certificate.notAfter.whole, certificate.notBefore.whole] {
                try hold(Timestamp(rfc3339: text) != nil, "a certificate's times are times: \(text)")
            }
            for text in [certificate.subject, certificate.issuer, certificate.alternativeNames] {
                try hold(
                    Printable.visible(text) == text,
                    "names of a certificate show all that is in them: \(text.debugDescription)"
                )
            }
            _ = certificate.isIssued(by: certificate)
            _ = certificate.isAuthority
            if let key { _ = certificate.belongs(to: key) }
            guard let written = try? certificate.pem() else {
                throw BrokenPromise("broken promise: a certificate can be written")
            }
            guard let again = try? Certificate.parse(pem: written, what: "") else {
                throw BrokenPromise("broken promise: a certificate that was written can be read")
            }
            try holdEqual(
                again.map(\.fingerprint),
                [certificate.fingerprint],
                "a certificate that was written is the same one"
            )
        }
    }

    private static func armoured(_ label: String, _ bytes: [UInt8]) -> [UInt8] {
        var text = "-----BEGIN \(label)-----\n"
        var rest = Array(Base64.encode(bytes).utf8)[...]
        while !rest.isEmpty {
            text += String(decoding: rest.prefix(64), as: UTF8.self) + "\n"
            rest = rest.dropFirst(64)
        }
        return Array("\(text)-----END \(label)-----\n".utf8)
    }

    /// New ones each time: no key lies in the repository.
    private static func pemSeeds() -> [[UInt8]] {
        let start = Timestamp(sinceEpoch: .seconds(1_800_000_000))
        guard
            let authority = try? CertificateAuthority.make(
                commonName: "a",
                notBefore: start,
                lifetime: .seconds(86_400)
            ),
            let leaf = try? CertificateAuthority.issueServer(
                names: ["a.example", "10.0.0.1"],
                by: authority,
                notBefore: start,
                lifetime: .seconds(3600)
            ), let certificate = try? leaf.certificate.pem(), let key = try? leaf.key.pem()
        else { return [] }
        func binary(_ pem: [UInt8]) -> [UInt8] {
            let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-") }
            return Base64.decode(lines.joined()) ?? []
        }
        return [
            [0] + certificate + key, [0] + key, [1] + binary(certificate), [2] + binary(key),
            [0, 0xEF, 0xBB, 0xBF] + certificate,
            [0, 0x30, 0x82], [0] + Array("-----BEGIN CERTIFICATE-----\n".utf8), [0, 0xFF, 0xFE],
        ]
    }
}
