import Configuration
import Credentials
import Images
import Text

/// `ecr`: a token of Amazon ECR for each region.
///
/// The identity needs `ecr:GetAuthorizationToken`; what may be pulled with the token is decided by the repositories' policies and its own.
/// A token is good for 12 hours, or until the role's sessions are revoked. Registries with the same identity share that of a region.
///
/// | failure | kind |
/// |---|---|
/// | a source of the identity is missing, empty or contradictory | misconfigured |
/// | a pattern belongs to no region of the list | misconfigured |
/// | AWS knows the identity and says no, or does not know it: see ``AWSFailure`` | refused |
/// | no answer, throttling, 5xx, an answer without a token or with one whose time is over | unavailable |
///
/// A region that fails takes nothing from the others.
///
/// Token files are read at each fetch and are no ``inputs``: the kubelet renews them every hour, which changes nothing about the token of
/// ECR, and every fetch brings another one.
struct ECRFetcher: ProviderFetcher {
    let parts: FetcherParts
    let source: ECRSource
    let service: AWSService

    var scope: CredentialScope {
        CredentialScope(registry.credentials, reach: "regions \(source.regions.sorted().joined(separator: " "))")
    }

    var inputs: CredentialInputs {
        let plan = try? ECRPlan(patterns: registry.matchImages, regions: source.regions)
        return source.identity.inputs(tokens: (plan?.regions ?? []).map(scope))
    }

    /// The scope of the token of one region, by the endpoint at which it is asked for.
    private func scope(of region: ECRPlan.Region) -> CredentialScope {
        let variant = region.variant.with(service.environment)
        let endpoint = (variant.isFIPS ? " FIPS" : "") + (variant.isDualStack ? " dual-stack" : "")
        return CredentialScope(
            source.narrowed(toRegion: region.name),
            reach: "region \(region.name)\(endpoint)"
        )
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let plan = try ECRPlan(patterns: registry.matchImages, regions: source.regions)
        guard let home = plan.regions.first else {
            throw Place(identity: "registry \(registry.name)").misconfigured(
                "it names no region",
                fix: "write region below credentials.ecr"
            )
        }
        let chain = AWSKeyChain(
            identity: source.identity,
            service: service,
            region: home.name
        )
        let switches = chain.switches
        var known: Result<AWSKeys, CredentialError>?
        var parts = TokenParts()
        for region in plan.regions {
            let entries = plan.entries.filter { $0.region == region.name }
            try await parts.add(keys: entries.map { AuthsKey.key(forPattern: $0.pattern.text) }) {
                () async throws(CredentialError) in
                try await tokens.token(of: scope(of: region)) { () async throws(CredentialError) in
                    // One set of keys is for all regions, and none is needed where every token is in the cache.
                    let keys = try await known.orAsked { () async throws(CredentialError) in try await chain.keys() }
                    return try await ECRTokenService(service: service, keys: keys, endpoint: source.endpoint).token(
                        region: region.name,
                        region.variant.with(switches),
                        registryIDs: source.registryIDs
                    )
                }
            } entries: { token in
                entries.map { entry in
                    // With registryIDs each account has a token; all of them are good for everything that the identity may read.
                    DockerAuths.Entry(
                        key: AuthsKey.key(forPattern: entry.pattern.text),
                        credential: entry.account.flatMap { token.byAccount[$0] } ?? token.credential
                    )
                }
            }
        }
        return try parts.fetched("registry \(registry.name)", now: service.clock.now())
    }
}
