internal import Configuration
internal import Credentials
internal import Images
internal import Text

extension MasterRecord {
    /// What it holds as if it had just been fetched; nil where a registry could take nothing of it.
    func asFetched(_ registry: String) -> FetchedCredential? {
        guard let config = try? DockerConfig(parsing: content) else { return nil }
        let entries = config.entries.compactMap { entry -> DockerAuths.Entry? in
            let (user, password) = (entry.credential.username, entry.credential.password)
            guard !user.isEmpty, !password.isEmpty else { return nil }
            return DockerAuths.Entry(
                key: entry.registry,
                credential: RegistryCredential(
                    username: user,
                    password: SecretText(password),
                    fetchedAt: state.fetchedAt
                )
            )
        }
        return try? FetchedCredential(
            auths: DockerAuths(entries: entries),
            expiresAt: state.expiresAt,
            fetchedAt: state.fetchedAt,
            identity: "registry \(registry)"
        )
    }
}
