import Configuration
import Credentials

extension ECRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        ECRFetcher(parts: parts, source: self, service: AWSService(parts))
    }

    var loginAdvice: String {
        "allow the identity ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability, and in the other "
            + "account's repository policy where the registry is another account's\(Self.pullThroughAdvice)"
    }

    var absenceAdvice: String? {
        "look whether the repository is in that account and region\(Self.pullThroughAdvice)"
    }

    /// Until an image has been pulled once, a repository behind the prefix of a pull-through cache does not exist.
    private static let pullThroughAdvice =
        "; the first pull of an image through a pull-through cache also needs ecr:BatchImportUpstreamImage and ecr:CreateRepository"
}
