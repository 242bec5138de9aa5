import Configuration
import Credentials
import FoundationEssentials
import HTTPClient
import Text

/// Workload identity federation: the token of another identity provider for one of Google, and that for one of a service account.
struct GoogleFederation {
    let account: GoogleExternalAccount
    let place: Place
    let source: GARSource
    let values: ValueResolver
    let client: ProviderClient

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let subject = try await subjectToken()
        let url = try GoogleURL.service(account.tokenURL, instead: source.stsEndpoint, place)
        let exchange = GoogleTokenExchange(
            audience: account.audience,
            subjectTokenType: account.subjectTokenType,
            identity: "federated identity of \(Printable.text(account.audience))",
            client: client,
            userProject: account.userProject,
            clientID: account.clientID,
            clientSecret: account.clientSecret
        )
        let token = try await exchange.token(for: subject, at: url, now: now)
        guard let impersonationURL = account.impersonationURL else { return token }
        let target = try GoogleURL.service(impersonationURL, instead: source.iamEndpoint, place)
        return try await GoogleImpersonation(endpoint: source.iamEndpoint, client: client)
            .token(at: target, for: token, life: account.impersonation?.life ?? .seconds(3600), now: now)
    }

    private func subjectToken() async throws(CredentialError) -> SecretText {
        let source = account.source
        let others = [
            ("AWS (environment_id)", source.environment != nil), ("an executable", source.executable != nil),
            ("a client certificate", source.certificate != nil),
        ]
        if let other = others.first(where: \.1) {
            throw place.misconfigured(
                "its credential source is \(other.0), which is not supported",
                fix: "use a credential source with file or url, such as a projected ServiceAccount token"
            )
        }
        if let file = source.file {
            return try extracted(try await values.text(of: .file(file), part: "subject token"), "file \(file)")
        }
        guard let text = source.url else {
            throw place.misconfigured(
                "its credential_source has neither file nor url",
                fix: "make the configuration again with --credential-source-file"
            )
        }
        let service = TokenService(
            client: client,
            identity: "subject token",
            fix: "look at the url and the headers of credential_source"
        )
        let url = try service.url(text, "")
        // What the headers and the answer hold would be read on the way; metadata services are on this machine's link.
        guard url.scheme == .https || url.isLoopback || url.isLinkLocal else {
            throw place.misconfigured(
                "its credential_source asks \(url.withoutQuery) without encryption",
                fix: "write an https URL; http is for metadata services on this machine's link"
            )
        }
        let headers = (source.headers ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return try extracted(SecretText(try await service.get(url, headers).text()), url.withoutQuery)
    }

    private func extracted(_ text: SecretText, _ where: String) throws(CredentialError) -> SecretText {
        guard account.source.format?.type == "json" else { return text }
        let name = account.source.format?.field ?? "access_token"
        let object = try? JSONDecoder().decode([String: AnyJSON].self, from: Data(text.reveal().utf8))
        guard let token = object?[name]?.text, !token.isEmpty else {
            throw CredentialError(
                .unavailable,
                identity: "subject token from \(`where`)",
                endpoint: account.source.url.flatMap { try? HTTPURL(parsing: $0) }?.withoutQuery,
                reason: "it is no JSON object with the text \(Printable.text(name))",
                fix: "correct subject_token_field_name of credential_source.format"
            )
        }
        return SecretText(token)
    }

    /// A value of JSON of which only a text is of interest.
    private struct AnyJSON: Decodable {
        let text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
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
                "compare the token's issuer, audience and attributes with those that the workload identity pool accepts"
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

/// A token of a service account for one of somebody who may act as it.
struct GoogleImpersonation {
    let endpoint: Endpoint?
    let client: ProviderClient

    private struct Answer: Decodable {
        let accessToken: String
        let expireTime: ExpiryTime?
    }

    func token(of account: String, for token: GoogleToken, now: Timestamp) async throws(CredentialError) -> GoogleToken
    {
        let base = endpoint.map { "\($0)" } ?? "https://iamcredentials.googleapis.com"
        let path = "/v1/projects/-/serviceAccounts/\(PercentEncoding.encode(account)):generateAccessToken"
        let url = try service(account, token).url(base, path)
        return try await self.token(at: url, account: account, for: token, life: .seconds(3600), now: now)
    }

    func token(
        at url: HTTPURL,
        for token: GoogleToken,
        life: Duration,
        now: Timestamp
    ) async throws(CredentialError) -> GoogleToken {
        let last = url.target.split(separator: "/").last ?? ""
        let account = last.prefix { $0 != ":" }
        return try await self.token(at: url, account: String(account), for: token, life: life, now: now)
    }

    private func token(
        at url: HTTPURL,
        account: String,
        for token: GoogleToken,
        life: Duration,
        now: Timestamp
    ) async throws(CredentialError) -> GoogleToken {
        let service = service(account, token)
        let answer = try await service.post(
            url,
            json: JSONObject.bytes([
                ("scope", .strings([GoogleServiceAccount.scope])), ("lifetime", .string("\(life.components.seconds)s")),
            ]),
            [("Authorization", "Bearer \(token.text.reveal())")]
        )
        let read = try answer.decode(Answer.self)
        return GoogleToken(
            text: try answer.token(read.accessToken),
            expiresAt: try answer.expiry(
                at: read.expireTime?.moment,
                otherwise: now + GARFetcher.defaultLife,
                now: now
            ),
            identity: service.identity
        )
    }

    private func service(_ account: String, _ token: GoogleToken) -> TokenService {
        TokenService(
            client: client,
            identity: "\(token.identity) as \(Printable.text(account))",
            fix:
                "grant it roles/iam.workloadIdentityUser or roles/iam.serviceAccountTokenCreator on that service account"
        )
    }
}
