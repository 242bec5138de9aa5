internal import FoundationEssentials
internal import Text

/// What a JSON Web Token says of itself (RFC 7519).
package enum JSONWebTokenClaims {
    /// Some claims of a token; nil where it is none or its claims are others.
    ///
    /// Its signature is the business of whoever gets it.
    package static func decode<Claims: Decodable>(_ type: Claims.Type = Claims.self, of token: String) -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let claims = Base64.decode(String(parts[1])) else { return nil }
        return try? JSONDecoder().decode(type, from: Data(claims))
    }
}
