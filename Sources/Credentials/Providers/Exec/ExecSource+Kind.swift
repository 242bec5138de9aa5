import Configuration
import Credentials
import Text

extension ExecSource: AnyRegistryKind {
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        switch dialogue {
        case .kubelet: ExecFetcher(parts: parts, source: self)
        case .credentialHelper: HelperFetcher(parts: parts, source: self)
        }
    }

    var loginAdvice: String {
        switch dialogue {
        case .kubelet: "see by hand what the plugin answers, and whether that can log in"
        case .credentialHelper: "see by hand what the credential helper answers (get), and whether that can log in"
        }
    }

    var lifeAdvice: String? {
        switch dialogue {
        case .kubelet: "give the plugin's answers a longer cacheDuration, and its tokens a longer life"
        case .credentialHelper: "set the helper up for tokens of a longer life, or write a longer exec.refreshEvery"
        }
    }
}
