import Configuration
import Credentials
import Text

extension OCIRSource: CredentialKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        let cluster = OKECluster(parts.checkedEnvironment, isNode: serviceAccount?.pod != nil)
        return OCIRFetcher(parts: parts, source: self, cluster: cluster)
    }

    var loginAdvice: String {
        "write a policy that allows the principal to read repos in the compartment"
    }
}
