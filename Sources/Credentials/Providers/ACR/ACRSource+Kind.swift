import Configuration
import Credentials
import Text

extension ACRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ACRFetcher(parts: parts, source: self)
    }

    var registryEndpoint: Endpoint? { endpoint }

    /// The registries whose regional endpoints are logged in to: both share a token service.
    var trustedEndpoints: [Endpoint] {
        registries.compactMap(ACRHost.init).filter { $0.region != nil }.compactMap { Endpoint("https://\($0.global)") }
    }

    /// What may pull: the second where the registry decides by repository (ABAC), which does not honour the first.
    static let pullRole =
        "AcrPull (or Container Registry Repository Reader, where the registry has ABAC repository permissions)"

    var loginAdvice: String {
        "give the identity the role \(Self.pullRole) on the registry, or turn the admin user on"
    }
}
