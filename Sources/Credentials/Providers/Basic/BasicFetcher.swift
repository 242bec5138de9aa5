import Configuration
import Credentials
import Text

/// `basic`: a user name and a password as they stand somewhere, or a Pod's token in the password's place.
struct BasicFetcher: ProviderFetcher {
    let parts: FetcherParts
    let source: BasicSource

    private var sources: [ValueSource] { [source.username] + [source.password].compactMap(\.self) }

    var inputs: CredentialInputs { CredentialInputs(sources) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        guard let password = source.password else { return try await podCredential() }
        let login = try await values.login(username: source.username, password: password)
        return try FetchedCredential(
            registry: registry,
            login: login,
            expiresAt: nil,
            fetchedAt: clock.now(),
            identity: "username from \(source.username), password from \(password)"
        )
    }

    /// The token of the kubelet's request, which ends as it says.
    private func podCredential() async throws(CredentialError) -> FetchedCredential {
        guard let account = source.serviceAccount else {
            throw Place(identity: "registry \(registry.name)").misconfigured("it has no password", fix: "write one")
        }
        let now = clock.now()
        let name = try await values.userName(of: source.username, passwordPart: "password")
        let token = try await ServiceAccountToken(account, audience: "", by: parts.serviceAccounts, now: now)
        return try FetchedCredential(
            registry: registry,
            login: Login(username: name, password: token.text),
            expiresAt: token.claims?.end,
            fetchedAt: now,
            identity: "username from \(source.username), token of \(token.holder)"
        )
    }
}
