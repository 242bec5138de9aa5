/// What a TokenRequest brought: a token of a ServiceAccount for one audience.
///
/// It never prints.
package struct IssuedToken: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// The token, a JSON Web Token.
    package let text: String

    /// Takes a token.
    package init(text: String) { self.text = text }

    /// Nothing of it.
    package var description: String { "<redacted>" }
    /// Nothing of it.
    package var debugDescription: String { description }
    /// Nothing of it, so that `dump` does not show it either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A TokenRequest of the group `authentication.k8s.io`, as it is sent.
struct TokenRequestBody: Encodable {
    struct Spec: Encodable {
        let audiences: [String]
        let expirationSeconds: Int64
    }

    let apiVersion = "authentication.k8s.io/v1"
    let kind = "TokenRequest"
    let spec: Spec
}

/// What of the answer counts.
struct TokenRequestAnswer: Decodable {
    struct Status: Decodable { let token: String }

    let status: Status
}
