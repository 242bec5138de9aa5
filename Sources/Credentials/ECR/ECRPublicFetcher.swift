import Configuration
import Images

/// `ecrPublic`: a token of Amazon ECR Public, which raises the limits of anonymous pulls.
///
/// The identity needs `ecr-public:GetAuthorizationToken` and `sts:GetServiceBearerToken`. A token is good for 12 hours. Failures are those of
/// ``ECRFetcher``.
struct ECRPublicFetcher: CredentialFetcher {
    let registry: Registry
    let credential: ECRPublicCredential
    let service: AWSService

    var scope: CredentialScope {
        let identity = credential.identity
        var details = identity.scopeDetails
        if let endpoint = credential.endpoint { details.append("endpoint \(endpoint)") }
        return CredentialScope(kind: "ecrPublic", sources: identity.sources, details: details)
    }

    var inputs: CredentialInputs { credential.identity.inputs }

    func fetch() async throws(CredentialError) -> FetchedCredential {
        // The second name of ECR Public is the one that IPv6 reaches too.
        let isDualStack = registry.matchImages.contains { $0.text.prefix { $0 != "/" } == "ecr-public.aws.com" }
        let variant = AWSVariant(isDualStack: isDualStack)
        let chain = AWSKeyChain(identity: credential.identity, service: service, region: "us-east-1", variant: variant)
        let keys = try await chain.keys()
        let token = try await ECRTokenService(service: service, keys: keys, endpoint: credential.endpoint)
            .publicToken(isDualStack: variant.with(service.environment).isDualStack)
        return try FetchedCredential(
            auths: DockerAuths(
                patterns: registry.matchImages,
                credential: token,
                anonymousFallback: registry.anonymousFallback
            ),
            expiresAt: token.expiresAt,
            fetchedAt: service.clock.now(),
            identity: keys.identity
        )
    }
}
