import Configuration
import Credentials

extension ECRPublicSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ECRPublicFetcher(registry: parts.registry, source: self, service: AWSService(parts))
    }

    var loginAdvice: String {
        "allow the identity ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken"
    }
}
