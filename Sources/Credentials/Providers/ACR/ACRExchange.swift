import Configuration
import Credentials
import HTTP
import HTTPClient
import Text

/// The exchange of a token of Entra ID for a refresh token of one registry.
struct ACRExchange {
    /// The login server.
    let host: String
    /// Where it is reached instead.
    let endpoint: Endpoint?
    let tenant: String?
    let client: ProviderClient

    private struct Answer: Decodable {
        let token: String

        private enum CodingKeys: String, CodingKey {
            case token = "refresh_token"
        }
    }

    func refreshToken(for token: EntraToken, now: Timestamp) async throws(CredentialError) -> ProviderToken {
        let service = TokenService(
            client: client,
            identity: token.identity,
            fix:
                "give the identity the role AcrPull (Container Registry Repository Reader) on \(host), and write tenantID where it is of another tenant"
        )
        let base = endpoint.map { "\($0)" } ?? "https://\(host)"
        try await checkChallenge(service, base)
        var form = [("grant_type", "access_token"), ("service", host)]
        if let tenant { form.append(("tenant", tenant)) }
        form.append(("access_token", token.text.reveal()))
        let answer = try await service.post(try service.url(base, "/oauth2/exchange"), form: form)
        let text = try answer.decode(Answer.self).token
        return ProviderToken(
            login: Login(username: ACRFetcher.username, password: try answer.token(text)),
            expiresAt: try answer.expiry(
                at: ExpiryTime.ofToken(text),
                otherwise: now + ACRFetcher.defaultLife,
                now: now
            ),
            fetchedAt: now,
            identity: token.identity
        )
    }

    /// Asks the registry who gives out its tokens, before a token goes there: itself and nobody else.
    private func checkChallenge(_ service: TokenService, _ base: String) async throws(CredentialError) {
        let url = try service.url(base, "/v2/")
        let answer = try await service.get(url)
        guard answer.status == 401 else {
            try answer.expectSuccess()
            throw answer.unreadable(
                "the registry does not ask who comes",
                fix: "look whether \(host) is a registry of Azure"
            )
        }
        let challenges = answer.fields.values(of: "www-authenticate").flatMap(AuthenticateChallenge.parse)
        guard let realm = challenges.first(where: { $0.scheme == "bearer" })?.parameters["realm"] else {
            throw answer.unreadable(
                "there is no Bearer challenge with a realm in it",
                fix: "look whether \(host) is a registry of Azure"
            )
        }
        let target = try? HTTPURL(parsing: realm)
        let isOwn = target.map { $0.scheme == .https && $0.port == 443 && $0.host == host } ?? false
        let isEndpoint = target.map { $0.scheme == url.scheme && $0.host == url.host && $0.port == url.port } ?? false
        guard isOwn || isEndpoint else {
            throw CredentialError(
                .refused,
                identity: service.identity,
                endpoint: answer.endpoint,
                reason:
                    "its challenge sends for tokens to \(Printable.text(realm)), and no token goes to another host than the registry",
                fix: "look who answers for \(host); a registry behind a proxy of your own needs an endpoint"
            )
        }
    }
}
