import Configuration
import Credentials
import FoundationEssentials
import HTTPClient
import Text

/// `jfrog` with `oidc`: an access token for a ServiceAccount token that an OIDC integration trusts, by
/// `POST /access/api/v1/oidc/token`.
///
/// | what happens | error |
/// |---|---|
/// | the token file is missing, empty, or its token has ended | `.misconfigured` |
/// | `matchImages` names several hosts and there is no `endpoint` | `.misconfigured` |
/// | JFrog answers 4xx: no such integration, or no identity mapping for the token's claims | `.refused` |
/// | JFrog answers 429, 5xx, a redirect, no token or no user name, or does not answer | `.unavailable` |
///
/// The user name is the answer's, or the one in the subject of the access token. The life is `expires_in`, or the token's own, or an
/// hour. It is set at JFrog, in the identity mapping (`token_spec.expires_in`, 60 to 86,400 seconds): the request cannot ask for one.
struct JFrogExchangeFetcher: OneTokenFetcher {
    static let lifeUntold = Duration.seconds(3600)

    let parts: FetcherParts
    let oidc: JFrogSource.OIDC
    let endpoint: Endpoint?

    var scope: CredentialScope { CredentialScope(registry.credentials, reach: registry.tokenPlace(endpoint: endpoint)) }
    /// The token file is read at each exchange; that the kubelet renews it brings none forward.
    var inputs: CredentialInputs { CredentialInputs(tokens: [scope]) }

    private struct Answer: Decodable {
        let accessToken: String
        let expiresIn: ExpiryTime?
        let username: String?

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case expiresIn = "expires_in"
            case username
        }
    }

    func token() async throws(CredentialError) -> ProviderToken {
        // Without an audience in the configuration there is no ServiceAccount in it either.
        let proof = try await ServiceAccountToken(oidc.token, audience: oidc.audience ?? "", parts: parts)
        let identity = "\(proof.holder) by OIDC integration \(oidc.providerName)"
        let service = TokenService(
            client: client,
            identity: identity,
            fix:
                "see at JFrog whether the integration \(oidc.providerName) has this issuer and audience, and an identity mapping "
                + "for these claims",
            proof: proof.claims
        )
        let base = try registry.baseURL(endpoint: endpoint, identity: identity)
        let answer = try await service.post(
            try service.url(base, "/access/api/v1/oidc/token"),
            json: request(proof),
            secrets: [proof.text]
        )
        let exchanged = try answer.decode(Answer.self)
        let token = try answer.token(exchanged.accessToken)
        guard let username = exchanged.username.flatMap(Self.usable) ?? Self.user(ofToken: token.reveal()) else {
            throw answer.unreadable(
                "there is no user name in it",
                fix: "give the identity mapping a user name, which a registry asks for"
            )
        }
        let now = clock.now()
        let told = exchanged.expiresIn.map { now + $0.life } ?? TokenEnd.of(token.reveal())
        let end = try answer.expiry(at: told, otherwise: now + Self.lifeUntold, now: now)
        return ProviderToken(
            login: Login(username: username, password: token),
            expiresAt: end,
            fetchedAt: now,
            identity: identity
        )
    }

    private func request(_ proof: ServiceAccountToken) -> [UInt8] {
        var pairs: [(String, JSONObject.Value)] = [
            ("grant_type", .string("urn:ietf:params:oauth:grant-type:token-exchange")),
            ("subject_token_type", .string("urn:ietf:params:oauth:token-type:id_token")),
            ("subject_token", .string(proof.text.reveal())),
            ("provider_name", .string(oidc.providerName)),
        ]
        let optional = [
            ("audience", oidc.audience), ("project_key", oidc.projectKey),
            ("identity_mapping_name", oidc.identityMapping),
        ]
        for (name, value) in optional { if let value { pairs.append((name, .string(value))) } }
        return JSONObject.bytes(pairs)
    }

    /// The user in the subject of an access token: `jfac@…/users/NAME`, or the name alone.
    private static func user(ofToken token: String) -> String? {
        struct Claims: Decodable { let sub: String? }
        guard let subject = JSONWebTokenClaims.decode(Claims.self, of: token)?.sub else { return nil }
        let names = subject.split(separator: "/", omittingEmptySubsequences: false)
        if let users = names.firstIndex(of: "users") {
            return usable(names[(users + 1)...].joined(separator: "/"))
        }
        return names.count == 1 ? usable(subject) : nil
    }

    /// A user name that HTTP can carry.
    private static func usable(_ name: String) -> String? {
        name.isEmpty || name.utf8.contains(UInt8(ascii: ":"))
            || name.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
            ? nil : name
    }
}
