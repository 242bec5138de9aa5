import Configuration
import Credentials

extension ECRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ECRFetcher(registry: parts.registry, source: self, service: AWSService(parts))
    }

    var loginAdvice: String {
        "allow the identity ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability, and in the other "
            + "account's repository policy where the registry is another account's"
    }
}
