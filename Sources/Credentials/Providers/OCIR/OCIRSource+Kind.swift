import Configuration
import Credentials
import Text

extension OCIRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        OCIRFetcher(parts: parts, source: self, cluster: OKECluster(parts.checkedEnvironment))
    }

    var loginAdvice: String {
        "write a policy that allows the principal to read repos in the compartment"
    }
}
