internal import Credentials

extension FetchedCredential {
    /// Whether a `.dockerconfigjson` has the same user names and passwords, whatever they are for.
    func hasTheCredentials(of content: [UInt8]) -> Bool {
        func logins(_ content: [UInt8]) -> Set<DockerCredential> {
            let entries = (try? DockerConfig(parsing: content))?.entries ?? []
            return Set(entries.map(\.credential)).subtracting([DockerCredential(username: "", password: "")])
        }
        return logins(content) == logins(dockerConfigJSON)
    }
}
