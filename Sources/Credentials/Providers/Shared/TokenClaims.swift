internal import Credentials
internal import Text

/// What a JSON Web Token says of itself in public (RFC 7519): what somebody who does not take it compares with what he takes.
struct TokenClaims: Sendable, Hashable, CustomStringConvertible {
    /// `iss`: who made it, such as the issuer of a cluster.
    let issuer: String?
    /// `sub`: whose it is, such as `system:serviceaccount:NAMESPACE:NAME`.
    let subject: String?
    /// `aud`: for whom.
    let audiences: [String]?
    /// `exp`: when it ends.
    let end: Timestamp?

    private struct Claims: Decodable {
        let iss: String?
        let sub: String?
        let aud: Audiences?
        let exp: ExpiryTime?

        private enum CodingKeys: CodingKey { case iss, sub, aud, exp }

        // One claim that is of another type does not hide the others.
        init(from decoder: any Decoder) throws {
            let object = try decoder.container(keyedBy: CodingKeys.self)
            iss = try? object.decode(String.self, forKey: .iss)
            sub = try? object.decode(String.self, forKey: .sub)
            aud = try? object.decode(Audiences.self, forKey: .aud)
            exp = try? object.decode(ExpiryTime.self, forKey: .exp)
        }
    }

    /// One audience or a list of them (section 4.1.3).
    private struct Audiences: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
        }
    }

    /// Reads a token; nil for a text that is none.
    init?(of token: String) {
        guard let claims = JSONWebTokenClaims.decode(Claims.self, of: token) else { return nil }
        issuer = claims.iss
        subject = claims.sub
        audiences = claims.aud?.names
        end = claims.exp?.moment
    }

    /// `iss "https://…", sub "system:serviceaccount:…", aud "sts.amazonaws.com", until 2026-11-29T12:00:00Z`.
    var description: String {
        [
            issuer.map { "iss \(Self.quoted($0))" } ?? "no iss",
            subject.map { "sub \(Self.quoted($0))" } ?? "no sub",
            audiences.map { $0.isEmpty ? "no aud" : "aud \($0.prefix(8).map(Self.quoted).joined(separator: ", "))" }
                ?? "no aud",
            end.map { "until \($0.whole)" } ?? "no end",
        ].joined(separator: ", ")
    }

    private static func quoted(_ text: String) -> String { "\"\(Printable.line(text, limit: 200))\"" }
}
