import Configuration
import Credentials
import HTTPClient
import Text

/// `cloudsmith` with `oidc`: a token for a ServiceAccount token that a provider of the organisation trusts, by
/// `POST /openid/ORGANISATION/`.
///
/// | what happens | error |
/// |---|---|
/// | the token file is missing, empty, or its token has ended | `.misconfigured` |
/// | Cloudsmith answers 4xx: no such organisation or service, or no provider for the token's claims | `.refused` |
/// | Cloudsmith answers 429, 5xx, a redirect or no token, or does not answer | `.unavailable` |
///
/// The user name is `token`. The token tells its end; one that does not is taken to live a quarter of an hour.
struct CloudsmithExchangeFetcher: OneTokenFetcher {
    static let lifeUntold = Duration.seconds(900)

    let parts: FetcherParts
    let organization: String
    let service: String
    let origin: TokenOrigin
    let endpoint: Endpoint?

    private var base: String { endpoint?.description ?? "https://api.cloudsmith.io" }

    /// The token file is read at each exchange; that the kubelet renews it brings none forward.
    var inputs: CredentialInputs { CredentialInputs(tokens: [scope]) }

    func token() async throws(CredentialError) -> ProviderToken {
        let proof = try await ServiceAccountToken(origin, audience: "", parts: parts)
        let identity = "service \(service) of \(organization) by \(proof.holder)"
        let asked = TokenService(
            client: client,
            identity: identity,
            fix:
                "see at Cloudsmith whether \(organization) has an OpenID Connect provider of this issuer, with these claims and the "
                + "service account \(service)",
            proof: proof.claims
        )
        let answer = try await asked.post(
            try asked.url(base, "/openid/\(PercentEncoding.encode(organization))/"),
            json: JSONObject.bytes([
                ("oidc_token", .string(proof.text.reveal())), ("service_slug", .string(service)),
            ]),
            secrets: [proof.text]
        )
        struct Answer: Decodable { let token: String }
        let token = try answer.token(try answer.decode(Answer.self).token)
        let now = clock.now()
        let end = try answer.expiry(at: TokenEnd.of(token.reveal()), otherwise: now + Self.lifeUntold, now: now)
        return ProviderToken(
            login: Login(username: "token", password: token),
            expiresAt: end,
            fetchedAt: now,
            identity: identity
        )
    }
}
