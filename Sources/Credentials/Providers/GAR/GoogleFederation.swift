import Configuration
import Credentials
import HTTPClient
import Text

/// Workload identity federation: the token of another identity provider for one of Google, and that for one of a service account.
struct GoogleFederation {
    let account: GoogleExternalAccount
    let place: Place
    let context: GoogleContext

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        if account.userProject != nil, !account.isWorkforce {
            throw place.misconfigured(
                "it has workforce_pool_user_project, which is for the audience of a workforce pool only",
                fix: "remove it, or make the configuration again"
            )
        }
        let life = try impersonatedLife()
        let subject = try await GoogleSubject(account: account, place: place, context: context).token(now: now)
        let url = try GoogleURL.service(
            account.tokenURL ?? context.universe.service("sts") + "/v1/token",
            instead: context.source.stsEndpoint,
            in: context.universe,
            place
        )
        let exchange = GoogleTokenExchange(
            audience: account.audience,
            subjectTokenType: account.subjectTokenType,
            identity: "federated identity of \(Printable.text(account.audience))",
            client: context.client,
            userProject: account.userProject,
            clientID: account.clientID,
            clientSecret: account.clientSecret
        )
        let token = try await exchange.token(for: subject, at: url, now: now)
        guard let impersonationURL = account.impersonationURL else { return token }
        return try await GoogleImpersonation(context: context)
            .token(at: impersonationURL, place, life: life, for: token, now: now)
    }

    private func impersonatedLife() throws(CredentialError) -> Duration {
        guard let seconds = account.impersonation?.seconds else { return GoogleImpersonation.life }
        guard (600...43_200).contains(seconds) else {
            throw place.misconfigured(
                "its token_lifetime_seconds is \(seconds)",
                fix: "write 600 to 43200, more than 3600 only where the organization allows it"
            )
        }
        return .seconds(seconds)
    }
}

/// The exchange of a token at Google's Security Token Service (RFC 8693).
struct GoogleTokenExchange {
    let audience: String
    let subjectTokenType: String
    let identity: String
    let client: ProviderClient
    var userProject: String?
    var clientID: String?
    var clientSecret: String?

    private var service: TokenService {
        TokenService(
            client: client,
            identity: identity,
            fix:
                "compare the token's issuer, audience and attributes with those that the workload identity pool accepts",
            advice: GoogleAdvice.of,
            isPassing: GoogleAdvice.isPassing
        )
    }

    func token(
        for subject: SecretText,
        at base: String,
        _ path: String,
        now: Timestamp
    ) async throws(CredentialError) -> GoogleToken {
        try await token(for: subject, at: service.url(base, path), now: now)
    }

    func token(for subject: SecretText, at url: HTTPURL, now: Timestamp) async throws(CredentialError) -> GoogleToken {
        var form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", audience),
            ("scope", GoogleServiceAccount.scope),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token", subject.reveal()), ("subject_token_type", subjectTokenType),
        ]
        var fields: [(String, String)] = []
        if let clientID {
            fields.append(("Authorization", "Basic " + Base64.encode(Array("\(clientID):\(clientSecret ?? "")".utf8))))
        } else if let userProject {
            form.append(
                ("options", String(decoding: JSONObject.bytes([("userProject", .string(userProject))]), as: UTF8.self))
            )
        }
        var service = service
        service.proof = TokenClaims(of: subject.reveal())
        return try GoogleTokenAnswer.read(try await service.post(url, form: form, fields), identity: identity, now: now)
    }
}
