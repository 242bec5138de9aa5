import Configuration
import Credentials
import HTTPClient
import Text

/// `quay` with `oidc`: a robot's token of about an hour for a ServiceAccount token that a robot federation trusts, by
/// `GET /oauth2/federation/robot/token`.
///
/// | what happens | error |
/// |---|---|
/// | the token file is missing, empty, its token has ended, or is for another audience than the one of the configuration | `.misconfigured` |
/// | `matchImages` names several hosts and there is no `endpoint` | `.misconfigured` |
/// | Quay answers 4xx: no such robot, or no federation with this issuer, subject and audience | `.refused` |
/// | Quay answers 429, 5xx, a redirect or no token, or does not answer | `.unavailable` |
///
/// The robot's token tells its end; one that does not is taken to live an hour.
struct QuayFederationFetcher: OneTokenFetcher {
    static let lifeUntold = Duration.seconds(3600)

    let parts: FetcherParts
    let source: QuaySource
    let tokenFile: String

    var scope: CredentialScope {
        CredentialScope(registry.credentials, reach: registry.tokenPlace(endpoint: source.endpoint))
    }
    /// The token file is read at each exchange; that the kubelet renews it brings none forward.
    var inputs: CredentialInputs { CredentialInputs([source.username], tokens: [scope]) }

    func token() async throws(CredentialError) -> ProviderToken {
        let robot = try await values.userName(of: source.username, passwordPart: "token")
        let proof = try await ServiceAccountToken(file: tokenFile, values: values, now: clock.now())
        if let audience = source.audience { try proof.expect(audience: audience) }
        let identity = "robot from \(source.username) by \(proof.holder)"
        let service = TokenService(
            client: client,
            identity: identity,
            fix:
                "write at Quay a robot federation of exactly this issuer and subject, with the token's audience among its audiences, and the "
                + "robot's whole name as username"
        )
        let base = try registry.baseURL(endpoint: source.endpoint, identity: identity)
        let basic = Base64.encode(Array("\(robot):\(proof.text.reveal())".utf8))
        let answer = try await service.get(
            try service.url(base, "/oauth2/federation/robot/token"),
            [("Authorization", "Basic \(basic)")]
        )
        struct Answer: Decodable { let token: String }
        let token = try answer.token(try answer.decode(Answer.self).token)
        let now = clock.now()
        let end = try answer.expiry(at: ExpiryTime.ofToken(token.reveal()), otherwise: now + Self.lifeUntold, now: now)
        return ProviderToken(
            login: Login(username: robot, password: token),
            expiresAt: end,
            fetchedAt: now,
            identity: identity
        )
    }
}
