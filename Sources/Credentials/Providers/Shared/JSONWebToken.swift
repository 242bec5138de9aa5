internal import TLS
internal import Text

/// JSON Web Tokens (RFC 7519) that prove the possession of a private key.
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
        let signed = signedText("RS256", header, claims)
        return try signed + "." + Base64.encodeURL(key.signRS256(Array(signed.utf8)))
    }

    /// Signs claims by `PS256` (RFC 7518 section 3.5); otherwise as ``signRS256(header:claims:key:)``.
    static func signPS256(
        header: [(String, JSONObject.Value)],
        claims: [(String, JSONObject.Value)],
        key: PrivateKey
    ) throws(TLSError) -> String {
        let signed = signedText("PS256", header, claims)
        return try signed + "." + Base64.encodeURL(key.signPS256(Array(signed.utf8)))
    }

    private static func signedText(
        _ algorithm: String,
        _ header: [(String, JSONObject.Value)],
        _ claims: [(String, JSONObject.Value)]
    ) -> String {
        let header = [("alg", JSONObject.Value.string(algorithm)), ("typ", .string("JWT"))] + header
        return Base64.encodeURL(JSONObject.bytes(header)) + "." + Base64.encodeURL(JSONObject.bytes(claims))
    }
}
