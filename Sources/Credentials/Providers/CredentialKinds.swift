package import Credentials

/// The kinds of credentials that a configuration can have.
package enum CredentialKinds {
    /// All of them, in the order in which messages list them.
    package static let all: [any CredentialKind.Type] = [
        BasicSource.self,
        DockerConfigSource.self,
        ECRSource.self,
        ECRPublicSource.self,
        GARSource.self,
        ACRSource.self,
        OCIRSource.self,
        ICRSource.self,
        DockerHubSource.self,
        QuaySource.self,
        HarborSource.self,
        GitLabSource.self,
        JFrogSource.self,
        CloudsmithSource.self,
        GitHubSource.self,
        ExecSource.self,
    ]
}
