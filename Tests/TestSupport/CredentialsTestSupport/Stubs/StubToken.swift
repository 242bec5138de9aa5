import FoundationEssentials
import TLS
import Text

/// JSON Web Tokens that stubs give out and know again; to everybody else they look like any provider's.
enum StubToken {
    /// A token with these claims, a JSON object.
    static func mint(_ claims: String) -> String {
        let signed = [#"{"alg":"RS256","typ":"JWT"}"#, claims].map { Base64.encodeURL(Array($0.utf8)) }
            .joined(separator: ".")
        return "\(signed).\(seal(signed))"
    }

    /// The claims of a token that was minted here; nil for all others.
    static func claims(of text: String?) -> [String: SentToken.Claim]? {
        guard let text, let token = SentToken(compact: text), text == "\(token.signed).\(seal(token.signed))" else {
            return nil
        }
        return token.claims
    }

    /// In base64url and with the seed of all credentials in it, so that no log may show it.
    private static func seal(_ text: String) -> String {
        let code = try? Digest.hmacSHA256(Array(text.utf8), key: Array("stub".utf8))
        return "\(KindUnderTest.seed)-\(Base64.encodeURL(code ?? []))"
    }
}
