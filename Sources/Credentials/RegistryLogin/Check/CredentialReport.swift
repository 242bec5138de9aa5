package import Credentials
package import Text

/// What `pullpass check` found out about the credential of one registry; holds nothing of the credential itself.
package struct CredentialReport: Sendable, Hashable {
    /// The registry's name in the configuration.
    package var registry: String
    /// The kind of its credentials.
    package var kind: String
    /// Who Pullpass is for the provider; nil where that is not known.
    package var identity: String?
    /// When the credential ends; nil when nobody says.
    package var expiresAt: Timestamp?
    /// What came of logging in; nil where nothing was tried: there was no credential, or nobody wanted to know.
    package var login: LoginVerdict?
    /// What Docker Hub says of its pull quota.
    package var quota: PullQuota?
    /// Why there is no credential, or none for some of the images.
    package var error: String?
    /// What works, and is hardly what was meant or will hardly last.
    package var remarks: [String] = []

    /// Makes a report without findings.
    package init(registry: String, kind: String) {
        self.registry = registry
        self.kind = kind
    }

    /// What it comes to.
    package var word: CheckWord {
        guard error == nil else { return .failed }
        return switch login {
        case .refused: .failed
        case .unknown: .unknown
        case .good, nil: .ok
        }
    }
}
