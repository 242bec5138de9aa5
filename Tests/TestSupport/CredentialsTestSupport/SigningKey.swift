import FoundationEssentials
import TLS
import TestSupport
import Testing
import Text

/// The RSA key of the fixtures: to sign with, and to verify signatures with the openssl command.
struct SigningKey: Sendable {
    private static let made = Result { try SigningKey() }

    /// The key of all tests.
    static var shared: SigningKey { get throws { try made.get() } }

    let pem: String
    let publicKey: String
    /// The public key as stubs use it, which cannot wait for openssl.
    let verifier: RSAPublicKey

    private init() throws {
        pem = Self.fixture("leaf.key")
        publicKey = String(decoding: try Self.parsed().publicKeyPEM(), as: UTF8.self)
        verifier = try #require(RSAPublicKey(pem: publicKey))
    }

    /// The key to sign with.
    static func parsed() throws(TLSError) -> PrivateKey {
        try PrivateKey.parse(pem: Array(fixture("leaf.key").utf8), what: "leaf.key")
    }

    /// A file of `Fixtures/keys`; empty when it is not there.
    static func fixture(_ name: String) -> String {
        String(decoding: (try? FixtureFile.bytes("keys/\(name)")) ?? [], as: UTF8.self)
    }

    /// The PEM as it stands in a JSON string.
    var escapedPEM: String { pem.replacing("\n", with: "\\n") }

    /// Whether openssl finds the signature good for the message.
    static func verifies(
        _ signature: [UInt8],
        of message: String,
        by publicKey: String,
        isPSS: Bool = false
    ) async throws -> Bool {
        let files = try TemporaryDirectory()
        let padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
        let result = try await Tool.run(
            "openssl",
            [
                "dgst", "-sha256", "-verify", files.write("public.pem", publicKey), "-signature",
                files.write("signature", signature),
            ] + (isPSS ? padding : []) + [files.write("message", message)]
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

    /// Reads header, claims and signature in base64url; nil where it is something else.
    init?(compact text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        func decoded(_ part: String) -> [String: Claim]? {
            Base64.decode(part).flatMap { try? JSONDecoder().decode([String: Claim].self, from: Data($0)) }
        }
        guard let header = decoded(parts[0]), let claims = decoded(parts[1]), let signature = Base64.decode(parts[2])
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = "\(parts[0]).\(parts[1])"
    }

    init(_ text: String) throws { self = try #require(Self(compact: text)) }

    /// Whether the key of the fixtures signed it by RS256 or PS256, as its header says and the public key shows.
    var isSigned: Bool {
        guard header["typ"] == "JWT", let key = try? SigningKey.shared.verifier else { return false }
        return switch header["alg"] {
        case "RS256": key.verifies(signature, of: Array(signed.utf8))
        case "PS256": key.verifiesPSS(signature, of: Array(signed.utf8))
        default: false
        }
    }

    enum Claim: Decodable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case number(Double)
        /// Anything else.
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = (try? container.decode(String.self)).map { .text($0) } ?? .other
            }
        }

        init(stringLiteral value: String) { self = .text(value) }
        init(integerLiteral value: Int) { self = .number(Double(value)) }

        /// The text, where it is one.
        var text: String? { if case .text(let text) = self { text } else { nil } }
        /// The number, where it is one.
        var number: Double? { if case .number(let number) = self { number } else { nil } }
    }
}
