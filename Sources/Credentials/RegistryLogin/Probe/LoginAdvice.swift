import Configuration

extension CredentialSource {
    /// What somebody can do when the registry refuses a credential of this kind.
    var loginAdvice: String {
        switch self {
        case .basic: "make a new password or token at the registry, and put it where password says"
        case .dockerConfig: "log in again where that Docker configuration was made"
        case .ecr:
            "allow the identity ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability, and in the other "
                + "account's repository policy where the registry is another account's"
        case .ecrPublic: "allow the identity ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken"
        case .gar: "give the service account the role roles/artifactregistry.reader on the repository"
        case .acr: "give the identity the role AcrPull on the registry, or turn the admin user on"
        case .ocir: "write a policy that allows the principal to read repos in the compartment"
        case .icr: "give the identity the role Reader of the service Container Registry"
        case .dockerHub:
            "make an access token with the right to read (Public Repo Read does not see private images), and use the Docker ID, or "
                + "the organisation's name for its own tokens, as the user name"
        case .quay:
            "use the robot's whole name (organisation+robot) with its token, and give it Read on the repository; its token may have "
                + "been made anew"
        case .harbor:
            "see at Harbor whether the robot has expired or was disabled, and use its whole name with the prefix (robot$ as a rule, "
                + "which double quotes and shells may eat)"
        case .gitlab:
            "make a token with the scope read_registry; a deploy token has a user name of its own, and any token may have expired"
        case .jfrog: "see at JFrog whether the token has expired, and give its user Read on the Docker repository"
        case .cloudsmith: "use the user name token with an entitlement token, or the account's own with its API key"
        case .github(let credential):
            switch credential.identity {
            case .token:
                "make a personal access token (classic) with read:packages, and authorise it for the organisation's single sign-on; "
                    + "fine-grained tokens do not work for packages"
            case .app:
                "ghcr.io often refuses installation tokens for private packages: give the App Packages: read and connect the "
                    + "package to a repository of the installation, or use a personal access token (classic)"
            }
        case .exec: "see by hand what the plugin answers, and whether that can log in"
        }
    }
}
