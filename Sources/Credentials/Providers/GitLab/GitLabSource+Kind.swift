import Configuration
import Credentials

extension GitLabSource: CredentialKind {
    /// A deploy token with its own user name, or a personal, project or group access token with any name, each with the scope
    /// `read_registry`.
    ///
    /// Nobody is asked at a fetch; `endpoint` names the instance whose token service is trusted when the token is tried out.
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        StaticFetcher(parts, username: username, token: token)
    }

    var trustedEndpoints: [Endpoint] { [endpoint].compactMap(\.self) }
    func trustAdvice(_ url: String) -> String { endpointAdvice(url) }

    var loginAdvice: String {
        "make a token with the scope read_registry; a deploy token has a user name of its own, and any token may have expired"
    }
}
