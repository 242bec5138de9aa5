import TestSupport
import Testing
import Text

@testable import TLS

@Suite struct `A text of certificates` {
    private static let certificate = Result { () throws(TLSError) -> String in
        let now = WallClock.system.now().withoutFraction
        let made = try CertificateAuthority.make(commonName: "Own CA", notBefore: now, lifetime: .seconds(86_400))
        return String(decoding: try made.certificate.pem(), as: UTF8.self)
    }

    private func subjects(_ bytes: [UInt8]) throws -> [String] {
        try Certificate.parse(pem: bytes, what: "the file").map(\.subject)
    }

    @Test func `is read with a byte order mark, Windows line ends, text between blocks and a key beside them`() throws {
        let pem = try Self.certificate.get()
        let key = String(decoding: try PrivateKey.generateP256().pem(), as: UTF8.self)
        let windows = pem.replacing("\n", with: "\r\n")
        for text in [
            pem, "\u{FEFF}\(pem)", windows, "\u{FEFF}\(windows)", "# our CA\n\(pem)", "\(key)\(pem)", "\n\n\(pem)\n\n",
        ] {
            #expect(try subjects(Array(text.utf8)) == ["CN=Own CA"])
        }
        #expect(try subjects(Array("\u{FEFF}\(pem)\(pem)".utf8)).count == 2)
    }

    @Test func `that has none says what it holds instead`() throws {
        let pem = try Self.certificate.get()
        let body = pem.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n")
        let der = try #require(Base64.decode(body.replacing("\n", with: "")))
        let key = try PrivateKey.generateP256().pem()
        let texts: [(bytes: [UInt8], words: String)] = [
            ([], "it is empty"), (Array(" \n\t\n".utf8), "it is empty"), ([0xEF, 0xBB, 0xBF], "it is empty"),
            (der, "it is binary (DER)"), (key, "but a private key: give the certificate of the authority"),
            ([0xFF, 0xFE] + pem.utf8.flatMap { [$0, 0] }, "it is UTF-16 text"),
            ([0xFE, 0xFF] + pem.utf8.flatMap { [0, $0] }, "it is UTF-16 text"),
            (Array(Base64.encode(Array(pem.utf8)).utf8), "but the base64 of one: decode it once"),
            (Array(body.utf8), "but base64 without its first and last line"),
            (Array(pem.replacing("\n", with: "\\n").utf8), "its line breaks are written as \\n"),
            (Array(pem.prefix(200).utf8), "its certificate is not whole"),
            (Array("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n".utf8), "but a public key"),
            (Array("-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n".utf8), "but a PKCS #7 bundle"),
            (
                Array("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n".utf8),
                "but a certificate request"
            ),
            (Array("hello".utf8), "it holds no -----BEGIN CERTIFICATE----- block"),
        ]
        for (bytes, words) in texts {
            let error = #expect(throws: TLSError.self) { try subjects(bytes) }
            #expect(error?.code == .badPEM && error?.operation == "reading the file")
            let said = error?.reasons.joined(separator: "; ") ?? ""
            #expect(said.contains(words), "\(said)")
            #expect(!said.contains(body.prefix(20)))
        }
    }

    @Test func `of one's own is believed beside the system's, and alone where there are none`() throws {
        let files = try TemporaryDirectory()
        let bundle = try files.write("bundle.pem", TestCertificates().authority.certificate.pem())
        func description(_ bundles: [String]) throws -> String {
            let system = SystemAuthorities(bundles: bundles, extraFile: nil)
            return try TLSClientContext(trust: .systemAnd(Array(Self.certificate.get().utf8)), system: system)
                .trustDescription
        }
        #expect(try description([bundle]) == "the authorities of \(bundle) and CN=Own CA")
        #expect(try description([files.path("none")]) == "CN=Own CA")
        #expect(throws: TLSError.self) {
            try TLSClientContext(trust: .systemAnd([]), system: SystemAuthorities(bundles: [bundle], extraFile: nil))
        }
    }
}
