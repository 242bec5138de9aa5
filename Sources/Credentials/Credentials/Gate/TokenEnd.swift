package import Text

/// The end that a token tells of itself.
package enum TokenEnd {
    private struct Claims: Decodable {
        /// Seconds since 1970 (RFC 7519 section 4.1.4), which some write in other ways.
        let exp: ExpiryTime?
    }

    /// The `exp` of a JSON Web Token; nil for any other text, and for a token without one.
    ///
    /// A zero is none to the libraries by which registries read tokens (golang-jwt), and some write it into tokens that do not end.
    package static func of(_ token: String) -> Timestamp? {
        // `{` in base64: most passwords are no such token, and are not decoded.
        guard token.utf8.first == UInt8(ascii: "e") else { return nil }
        let end = JSONWebTokenClaims.decode(Claims.self, of: token)?.exp?.moment
        return end == Timestamp(sinceEpoch: .zero) ? nil : end
    }
}
