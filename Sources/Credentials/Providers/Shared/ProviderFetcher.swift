import Configuration
import Credentials
internal import Text

/// A fetcher that is made of the parts of its registry.
protocol ProviderFetcher: CredentialFetcher {
    /// The registry, and the ways to what is read and asked.
    var parts: FetcherParts { get }
}

extension ProviderFetcher {
    var registry: Registry { parts.registry }
    var values: ValueResolver { parts.values }
    var clock: WallClock { parts.clock }
    var client: ProviderClient { parts.client }

    /// One credential is good for every image, as most are.
    var scope: CredentialScope { CredentialScope(registry.credentials) }
}
