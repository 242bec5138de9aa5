import Configuration
import Credentials
import Images

/// `ecrPublic`: a token of Amazon ECR Public, which raises the limits of anonymous pulls.
///
/// The identity needs `ecr-public:GetAuthorizationToken` and `sts:GetServiceBearerToken`. A token is good for 12 hours. Failures are those of
/// ``ECRFetcher``.
struct ECRPublicFetcher: OneTokenFetcher {
    let parts: FetcherParts
    let source: ECRPublicSource
    let service: AWSService

    var scope: CredentialScope {
        CredentialScope(
            registry.credentials,
            reach: variant.with(service.environment).isDualStack ? "dual-stack endpoint" : ""
        )
    }

    var inputs: CredentialInputs { source.identity.inputs(tokens: [scope]) }

    private var variant: AWSVariant {
        // The second name of ECR Public is the one that IPv6 reaches too.
        AWSVariant(isDualStack: registry.matchImages.contains { $0.text.prefix { $0 != "/" } == "ecr-public.aws.com" })
    }

    func token() async throws(CredentialError) -> ProviderToken {
        let chain = AWSKeyChain(identity: source.identity, service: service, region: "us-east-1")
        let keys = try await chain.keys()
        let token = try await ECRTokenService(service: service, keys: keys, endpoint: source.endpoint)
            .publicToken(isDualStack: variant.with(chain.switches).isDualStack)
        return ProviderToken(credential: token, identity: keys.identity)
    }
}
