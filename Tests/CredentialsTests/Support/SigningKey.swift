import Encodings
import FoundationEssentials
import TLS
import TestSupport
import Testing

/// The RSA key of the fixtures: to sign with, and to verify signatures with the openssl command.
struct SigningKey: Sendable {
    private static let made = Result { try SigningKey() }

    /// The key of all tests.
    static var shared: SigningKey { get throws { try made.get() } }

    let pem: String
    let publicKey: String

    private init() throws {
        pem = Self.fixture("leaf.key")
        publicKey = String(decoding: try Self.parsed().publicKeyPEM(), as: UTF8.self)
    }

    /// The key to sign with.
    static func parsed() throws(TLSError) -> PrivateKey {
        try PrivateKey.parse(pem: Array(fixture("leaf.key").utf8), what: "leaf.key")
    }

    /// A file of `Fixtures/keys`; empty when it is not there.
    static func fixture(_ name: String) -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try? Data(contentsOf: folder.appending(path: "Fixtures/keys/\(name)"))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// The PEM as it stands in a JSON string.
    var escapedPEM: String { pem.replacing("\n", with: "\\n") }

    /// Whether openssl finds the signature good for the message.
    static func verifies(_ signature: [UInt8], of message: String, by publicKey: String) async throws -> Bool {
        let files = try TemporaryDirectory()
        let result = try await Tool.run(
            "openssl",
            [
                "dgst", "-sha256", "-verify", files.write("public.pem", publicKey), "-signature",
                files.write("signature", signature), files.write("message", message),
            ]
        )
        return result.outputText == "Verified OK\n"
    }
}

/// A JSON Web Token that was sent to a provider.
struct SentToken {
    let header: [String: Claim]
    let claims: [String: Claim]
    let signed: String
    let signature: [UInt8]

    init(_ text: String) throws {
        let parts = text.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        func decoded(_ part: String) throws -> [String: Claim] {
            try JSONDecoder().decode([String: Claim].self, from: Data(try #require(Base64.decode(part))))
        }
        header = try decoded(parts[0])
        claims = try decoded(parts[1])
        signed = "\(parts[0]).\(parts[1])"
        signature = try #require(Base64.decode(parts[2]))
    }

    enum Claim: Decodable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        init(stringLiteral value: String) { self = .text(value) }
        init(integerLiteral value: Int) { self = .number(value) }
    }

    /// A token with these claims that nobody signed.
    static func unsigned(_ claims: String) -> String {
        [#"{"alg":"RS256"}"#, claims, "hunter2"].map { Base64.encodeURL(Array($0.utf8)) }.joined(separator: ".")
    }
}
