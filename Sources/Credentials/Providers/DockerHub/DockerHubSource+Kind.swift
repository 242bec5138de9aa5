import Configuration
import Credentials

extension DockerHubSource: CredentialKind {
    static let hasPullQuota = true

    /// A Docker ID with a personal access token, or an organisation's name with one of its own.
    ///
    /// Both keys of Docker Hub are written, `docker.io` and `https://index.docker.io/v1/`. Nobody is asked at a fetch: a wrong token shows
    /// when it is tried out (`probe:`), where also the quota is read.
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        StaticFetcher(parts, username: username, token: token)
    }

    var registryEndpoint: Endpoint? { endpoint }
    var trustedEndpoints: [Endpoint] { [authEndpoint].compactMap(\.self) }
    func trustAdvice(_ url: String) -> String { "if it is, write authEndpoint: \(url) below credentials.dockerHub" }

    var loginAdvice: String {
        "make an access token with the right to read (Public Repo Read does not see private images), and use the Docker ID, or "
            + "the organisation's name for its own tokens, as the user name"
    }
}
