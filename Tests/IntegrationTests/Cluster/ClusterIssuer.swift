import Credentials
import FoundationEssentials
import HTTP
import Kubernetes
import TLS
import TestAPIServer
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// What a provider knows of a cluster that it trusts: the issuer of ServiceAccounts' tokens, and the keys that sign them.
struct ClusterIssuer: Sendable {
    private let issuer: String
    private let keys: [RSAPublicKey]

    /// What a token says, once it was found good.
    struct Account: Sendable, Hashable {
        let namespace: String
        let name: String
    }

    private struct Claims: Decodable {
        let iss: String
        let sub: String
        let aud: [String]
        let exp: Double
    }

    /// Looks at a real API server's own keys; the test server gets one.
    init(of cluster: TestCluster) async throws {
        if let simulation = cluster.simulation {
            let key = try SigningKey.shared
            simulation.settings.tokenSigner = { claims in
                let header = Base64.encodeURL(Array(#"{"alg":"RS256","typ":"JWT"}"#.utf8))
                let signed = "\(header).\(Base64.encodeURL(Array(claims.utf8)))"
                let signature = try? SigningKey.parsed().signRS256(Array(signed.utf8))
                return "\(signed).\(Base64.encodeURL(signature ?? []))"
            }
            issuer = simulation.settings.tokenIssuer
            keys = [key.verifier]
        } else {
            struct Discovery: Decodable { let issuer: String }
            struct KeySet: Decodable {
                struct Key: Decodable { let n: String }
                let keys: [Key]
            }
            let discovery = try await cluster.read(Discovery.self, "/.well-known/openid-configuration")
            issuer = try #require(discovery).issuer
            let answer = try await cluster.call(.get, "/openid/v1/jwks", accept: "application/jwk-set+json")
            let set = try JSONDecoder().decode(KeySet.self, from: Data(answer.body))
            keys = set.keys.compactMap { Base64.decode($0.n).flatMap(Self.key) }
            try #require(!keys.isEmpty)
        }
    }

    /// Whose token it is, if it is one of this cluster, for one audience and not over.
    func account(_ token: String, audience: String) -> Account? {
        guard let sent = SentToken(compact: token), sent.header["alg"] == "RS256",
            keys.contains(where: { $0.verifies(sent.signature, of: Array(sent.signed.utf8)) }),
            let claims = JSONWebTokenClaims.decode(Claims.self, of: token), claims.iss == issuer,
            claims.aud == [audience],
            claims.exp > WallClock.system.now().seconds
        else { return nil }
        let parts = claims.sub.split(separator: ":").map(String.init)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
        return Account(namespace: parts[2], name: parts[3])
    }

    /// A key by its modulus of 2048 bits, with the exponent 65537.
    private static func key(_ modulus: [UInt8]) -> RSAPublicKey? {
        func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }
        let algorithm: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]
        let key = element(0x30, element(0x02, [0] + modulus) + [0x02, 0x03, 0x01, 0x00, 0x01])
        return RSAPublicKey(der: element(0x30, algorithm + element(0x03, [0] + key)))
    }
}
