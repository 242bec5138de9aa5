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
    let origin: TokenOrigin

    var scope: CredentialScope {
        CredentialScope(registry.credentials, reach: registry.tokenPlace(endpoint: source.endpoint))
    }
    /// The token file is read at each exchange; that the kubelet renews it brings none forward.
    var inputs: CredentialInputs { CredentialInputs([source.username], tokens: [scope]) }

    func token() async throws(CredentialError) -> ProviderToken {
        let robot = try await values.userName(of: source.username, passwordPart: "token")
        let base = try registry.baseURL(endpoint: source.endpoint, identity: "robot from \(source.username)")
        // There is no audience that Quay expects: its host is what a federation most likely names.
        let asked = (try? HTTPURL(parsing: base))?.host ?? base
        let proof = try await ServiceAccountToken(origin, audience: asked, parts: parts)
        // A Pod's token was held against the audience of fromPod already.
        if let audience = source.audience, source.serviceAccount?.pod == nil { try proof.expect(audience: audience) }
        let identity = "robot from \(source.username) by \(proof.holder)"
        let service = TokenService(
            client: client,
            identity: identity,
            fix:
                "write at Quay a robot federation of exactly this issuer and subject, with the token's audience among its audiences, and the "
                + "robot's whole name as username",
            proof: proof.claims
        )
        let basic = Base64.encode(Array("\(robot):\(proof.text.reveal())".utf8))
        let answer = try await service.get(
            try service.url(base, "/oauth2/federation/robot/token"),
            [("Authorization", "Basic \(basic)")]
        )
        struct Answer: Decodable { let token: String }
        let token = try answer.token(try answer.decode(Answer.self).token)
        let now = clock.now()
        let end = try answer.expiry(at: TokenEnd.of(token.reveal()), otherwise: now + Self.lifeUntold, now: now)
        return ProviderToken(
            login: Login(username: robot, password: token),
            expiresAt: end,
            fetchedAt: now,
            identity: identity
        )
    }
}
