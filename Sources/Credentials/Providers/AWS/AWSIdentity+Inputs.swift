import Configuration
import Credentials

extension AWSIdentity {
    /// Where the parts of static keys are.
    private var sources: [ValueSource] {
        guard case .keys(let accessKeyID, let secretAccessKey, let sessionToken) = source else { return [] }
        return [accessKeyID, secretAccessKey] + (sessionToken.map { [$0] } ?? [])
    }

    /// The Secrets with static keys, and the tokens that are asked for.
    ///
    /// Files are left out on purpose: they would be read, and a new token fetched, every minute. See ``ECRFetcher``.
    func inputs(tokens: some Sequence<CredentialScope>) -> CredentialInputs {
        CredentialInputs(secretNames: CredentialInputs(sources).secretNames, tokens: Set(tokens))
    }
}
