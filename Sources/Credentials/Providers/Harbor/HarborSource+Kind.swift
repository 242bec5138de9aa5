import Configuration
import Credentials

extension HarborSource: PlatformKind {
    /// A robot account's full name, such as `robot$project+name`, and its secret.
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher {
        StaticFetcher(parts: parts, username: username, token: secret, part: "secret")
    }

    var loginAdvice: String {
        "see at Harbor whether the robot has expired or was disabled, and use its whole name with the prefix (robot$ as a rule, "
            + "which double quotes and shells may eat)"
    }
}
