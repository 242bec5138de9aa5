import Configuration
import Credentials
import HTTPClient
import Text

/// What the ways to a token of Google have in common.
struct GoogleContext: Sendable, Confidential {
    let parts: FetcherParts
    let source: GARSource
    /// The one universe whose services see a credential: what a credential says of itself does not decide that.
    let universe: GoogleUniverse

    /// Reads which universe is meant.
    init(parts: FetcherParts, source: GARSource) throws(CredentialError) {
        self.parts = parts
        self.source = source
        let named = try parts.checkedEnvironment.text("GOOGLE_CLOUD_UNIVERSE_DOMAIN")
        if source.universeDomain == nil, let named, !GARSource.isDomain(named) {
            throw Place(identity: "GOOGLE_CLOUD_UNIVERSE_DOMAIN").misconfigured(
                "it is no domain",
                fix: "write one such as googleapis.com, or remove it"
            )
        }
        universe = (source.universeDomain ?? named).map { GoogleUniverse(domain: $0) } ?? .standard
    }

    var values: ValueResolver { parts.values }
    var client: ProviderClient { parts.client }

    /// The base URL of a service: what the configuration says, or the universe's.
    func base(_ endpoint: Endpoint?, _ name: String) -> String { endpoint.map { "\($0)" } ?? universe.service(name) }
}
