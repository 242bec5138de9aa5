import Configuration
import Credentials

extension HarborSource: CredentialKind {
    /// A robot account's full name, such as `robot$project+name`, and its secret.
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        StaticFetcher(parts, username: username, token: secret, part: "secret")
    }

    var trustedEndpoints: [Endpoint] { [endpoint].compactMap(\.self) }
    func trustAdvice(_ url: String) -> String { endpointAdvice(url) }

    var loginAdvice: String {
        "see at Harbor whether the robot has expired or was disabled, and use its whole name with the prefix (robot$ as a rule, "
            + "which double quotes and shells may eat)"
    }
}
