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
                "give the identity the role \(ACRSource.pullRole) on \(host), and write tenantID where the registry is of another tenant"
        )
        let base = endpoint.map { "\($0)" } ?? "https://\(host)"
        let challenge = try await challenge(service, base)
        var form = [("grant_type", "access_token"), ("service", challenge.service)]
        if let tenant { form.append(("tenant", tenant)) }
        form.append(("access_token", token.text.reveal()))
        let answer = try await service.post(challenge.exchange, form: form)
        let text = try answer.decode(Answer.self).token
        return ProviderToken(
            login: Login(username: ACRFetcher.username, password: try answer.token(text)),
            expiresAt: try answer.expiry(
                at: TokenEnd.of(text),
                otherwise: now + ACRFetcher.defaultLife,
                now: now
            ),
            fetchedAt: now,
            identity: token.identity
        )
    }

    /// Asks the registry who gives out its tokens, before a token goes there: itself, by whichever of its names, and nobody else.
    private func challenge(_ service: TokenService, _ base: String) async throws(CredentialError) -> ACRChallenge {
        let url = try service.url(base, "/v2/")
        let answer = try await service.get(url)
        let fix = "look whether \(host) is a registry of Azure"
        guard answer.status == 401 else {
            try answer.expectSuccess()
            throw answer.unreadable("the registry does not ask who comes", fix: fix)
        }
        let challenges = answer.fields.values(of: "www-authenticate").flatMap(AuthenticateChallenge.parse)
        guard let bearer = challenges.first(where: { $0.scheme == "bearer" }), let realm = bearer.parameters["realm"],
            let name = bearer.parameters["service"]
        else {
            throw answer.unreadable("there is no Bearer challenge with a realm and a service in it", fix: fix)
        }
        func refusal(_ reason: String) -> CredentialError {
            CredentialError(
                .refused,
                identity: service.identity,
                endpoint: answer.endpoint,
                reason: reason,
                fix: "look who answers for \(host); a registry behind a proxy of your own needs an endpoint"
            )
        }
        let registry = ACRChallenge.Registry(host: host, endpoint: endpoint == nil ? nil : url)
        guard let target = registry.exchange(realm) else {
            throw refusal(
                "its challenge sends for tokens to \(Printable.text(realm)), and no token goes to another host than the registry"
            )
        }
        guard registry.isOwn(service: name) else {
            throw refusal("its challenge asks for a token of \(Printable.text(name)), which is another registry")
        }
        // An endpoint may have a path of its own.
        return ACRChallenge(
            exchange: endpoint == nil ? target : try service.url(base, ACRChallenge.path),
            service: name
        )
    }
}
