/// `credentials` of a registry: exactly one kind, each with its own keys.
package enum CredentialSource: Sendable, Hashable {
    /// `basic`: a user name and a password.
    case basic(BasicCredential)
    /// `dockerConfig`: an existing `config.json` or `kubernetes.io/dockerconfigjson` Secret.
    case dockerConfig(DockerConfigCredential)
    /// `ecr`: Amazon Elastic Container Registry.
    case ecr(ECRCredential)
    /// `ecrPublic`: Amazon ECR Public.
    case ecrPublic(ECRPublicCredential)
    /// `gar`: Google Artifact Registry and Container Registry.
    case gar(GARCredential)
    /// `acr`: Azure Container Registry.
    case acr(ACRCredential)
    /// `ocir`: Oracle Cloud Infrastructure Registry.
    case ocir(OCIRCredential)
    /// `icr`: IBM Cloud Container Registry.
    case icr(ICRCredential)
    /// `dockerHub`: Docker Hub.
    case dockerHub(DockerHubCredential)
    /// `quay`: Quay.
    case quay(QuayCredential)
    /// `harbor`: Harbor.
    case harbor(HarborCredential)
    /// `gitlab`: the GitLab container registry.
    case gitlab(GitLabCredential)
    /// `jfrog`: JFrog Artifactory.
    case jfrog(JFrogCredential)
    /// `cloudsmith`: Cloudsmith.
    case cloudsmith(CloudsmithCredential)
    /// `github`: the GitHub container registry.
    case github(GitHubCredential)
    /// `exec`: a kubelet credential provider plugin.
    case exec(ExecCredential)

    /// The key of the kind in the file.
    package var kind: String {
        switch self {
        case .basic: "basic"
        case .dockerConfig: "dockerConfig"
        case .ecr: "ecr"
        case .ecrPublic: "ecrPublic"
        case .gar: "gar"
        case .acr: "acr"
        case .ocir: "ocir"
        case .icr: "icr"
        case .dockerHub: "dockerHub"
        case .quay: "quay"
        case .harbor: "harbor"
        case .gitlab: "gitlab"
        case .jfrog: "jfrog"
        case .cloudsmith: "cloudsmith"
        case .github: "github"
        case .exec: "exec"
        }
    }
}

extension CredentialSource {
    /// The same credentials, as if they were for one of their regions or registries alone; kinds without such a list stay as they are.
    package func narrowed(to one: String) -> CredentialSource {
        switch self {
        case .ecr(var credential):
            credential.regions = [one]
            return .ecr(credential)
        case .acr(var credential):
            credential.registries = [one]
            return .acr(credential)
        case .ocir(var credential):
            credential.registries = [one]
            return .ocir(credential)
        default: return self
        }
    }
}
