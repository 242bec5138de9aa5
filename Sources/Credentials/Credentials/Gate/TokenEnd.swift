internal import FoundationEssentials
package import Text

/// The end that a token tells of itself.
package enum TokenEnd {
    private struct Claims: Decodable {
        /// Seconds since 1970 (RFC 7519 section 4.1.4), which some write as a text, and some in milliseconds.
        let exp: Double?

        private enum CodingKeys: CodingKey { case exp }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            exp =
                (try? container.decode(Double.self, forKey: .exp))
                ?? (try? container.decode(String.self, forKey: .exp)).flatMap {
                    Timestamp(rfc3339: $0)?.seconds ?? Double($0)
                }
        }
    }

    /// The `exp` of a JSON Web Token; nil for any other text, and for a token without one.
    ///
    /// A zero is none to the libraries by which registries read tokens (golang-jwt), and some write it into tokens that do not end.
    package static func of(_ token: String) -> Timestamp? {
        // `{` in base64: most passwords are no such token, and are not decoded.
        guard token.utf8.first == UInt8(ascii: "e") else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let body = Base64.decode(String(parts[1])),
            let end = (try? JSONDecoder().decode(Claims.self, from: Data(body)))?.exp, end.isFinite, end != 0
        else { return nil }
        // A number beyond the year 5138 in seconds is one of milliseconds.
        return Timestamp(seconds: end > 1e11 ? end / 1000 : end)
    }
}
