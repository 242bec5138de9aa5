import Configuration
import Credentials
import Text

/// A user name and a token that somebody made in a registry's user interface: Docker Hub, Quay, Harbor, GitLab, JFrog, Cloudsmith and
/// GitHub, as far as they are static.
///
/// | what happens | error |
/// |---|---|
/// | a value is missing, empty or no text | `.misconfigured`, with its place |
/// | the user name is a token, or has a ':' | `.misconfigured`: they are swapped |
/// | the token is one of another provider | `.misconfigured` |
/// | the token is a JSON Web Token whose time is over | `.misconfigured`: make a new one |
/// | Secrets cannot be read now | `.unavailable` |
///
/// A token that tells its end (the access tokens of JFrog do) makes the credential's; others end when somebody revokes them.
struct StaticFetcher: ProviderFetcher {
    let parts: FetcherParts
    let username: ValueSource
    let token: ValueSource
    /// What the token is called in the configuration.
    var part = "token"

    /// The key of the kind in the configuration.
    private var kind: String { registry.credentials?.kind ?? "" }
    private var sources: [ValueSource] { [username, token] }
    var identity: String { "username from \(username), \(part) from \(token)" }

    var inputs: CredentialInputs { CredentialInputs(sources) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        try credential(of: try await login(), expiresAt: nil)
    }

    /// Reads both and looks for what is wrong with them at first sight.
    func login() async throws(CredentialError) -> Login {
        let login = try await values.login(username: username, password: token, part: part)
        if let shape = TokenShape(of: login.username) {
            throw Place(identity: "username from \(username)").misconfigured(
                "it is \(shape.name) and no user name",
                fix: "exchange username and \(part)"
            )
        }
        if TokenShape.closedKinds.contains(kind), let shape = TokenShape(of: login.password.reveal()),
            shape.kind != kind
        {
            throw Place(identity: "\(part) from \(token)").misconfigured(
                "it is \(shape.name), which no registry of the kind \(kind) takes",
                fix: "put the right \(part) there, or write the credential as \(shape.kind)"
            )
        }
        return login
    }

    /// The credential for all patterns of the registry.
    ///
    /// - Parameters:
    ///   - login: What ``login()`` read.
    ///   - expiresAt: When it ends as far as others know; the token itself may tell an earlier end.
    /// - Returns: The credential.
    /// - Throws: `.misconfigured` when its time is over.
    func credential(of login: Login, expiresAt: Timestamp?) throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        let end = [expiresAt, TokenEnd.of(login.password.reveal())].compactMap(\.self).min()
        if let end, end <= now {
            throw Place(identity: identity).misconfigured(
                "its time was over at \(end.whole)",
                fix: "make a new \(part) and put it there"
            )
        }
        return try FetchedCredential(
            registry: registry,
            login: login,
            expiresAt: end,
            fetchedAt: now,
            identity: identity
        )
    }
}

extension FetchedCredential {
    /// One login for all patterns of a registry.
    init(
        registry: Registry,
        login: Login,
        expiresAt: Timestamp?,
        fetchedAt: Timestamp,
        identity: String
    ) throws(CredentialError) {
        let credential = RegistryCredential(
            username: login.username,
            password: login.password,
            expiresAt: expiresAt,
            fetchedAt: fetchedAt
        )
        try self.init(
            auths: DockerAuths(
                patterns: registry.matchImages,
                credential: credential
            ),
            expiresAt: expiresAt,
            fetchedAt: fetchedAt,
            identity: identity
        )
    }
}
