import TLS
import Text

/// A JSON Web Token (RFC 7519) that proves the possession of a private key.
enum JSONWebToken {
    /// Signs claims by `RS256` (RFC 7518 section 3.3).
    ///
    /// - Parameters:
    ///   - header: what the header has besides `alg` and `typ`, such as the `kid`.
    ///   - claims: the claims.
    ///   - key: an RSA key.
    /// - Returns: the compact form: header, claims and signature in base64url.
    /// - Throws: ``TLSError`` when the key is no RSA key.
    static func signRS256(
        header: [(String, JSONObject.Value)],
        claims: [(String, JSONObject.Value)],
        key: PrivateKey
    ) throws(TLSError) -> String {
        let header = [("alg", JSONObject.Value.string("RS256")), ("typ", .string("JWT"))] + header
        let signed = Base64.encodeURL(JSONObject.bytes(header)) + "." + Base64.encodeURL(JSONObject.bytes(claims))
        return try signed + "." + Base64.encodeURL(key.signRS256(Array(signed.utf8)))
    }
}
