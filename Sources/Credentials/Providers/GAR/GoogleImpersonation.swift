import Configuration
import Credentials
import HTTPClient
import Text

/// A token of a service account for one of somebody who may act as it.
struct GoogleImpersonation {
    /// What Google's tools ask for.
    static let life = Duration.seconds(3600)

    let context: GoogleContext

    private struct Answer: Decodable {
        let accessToken: String
        let expireTime: ExpiryTime?
    }

    /// A token of an account by its e-mail address.
    func token(of account: String, for token: GoogleToken, now: Timestamp) async throws(CredentialError) -> GoogleToken
    {
        let base = context.base(context.source.iamEndpoint, "iamcredentials")
        let path = "/v1/projects/-/serviceAccounts/\(PercentEncoding.encode(account)):generateAccessToken"
        let url = try service(account, token).url(base, path)
        return try await self.token(at: url, account: account, [], Self.life, for: token, now: now)
    }

    /// A token of the account that a `service_account_impersonation_url` names.
    ///
    /// - Parameters:
    ///   - text: The URL.
    ///   - place: Where it stands.
    ///   - delegates: Service accounts by way of which the identity may act as the last one.
    ///   - life: How long the token shall live.
    ///   - token: Whose token acts.
    ///   - now: The time.
    /// - Returns: The account's token.
    /// - Throws: `.misconfigured` for a URL that names no account or leads away from Google, otherwise what the service says.
    func token(
        at text: String,
        _ place: Place,
        delegates: [String] = [],
        life: Duration = life,
        for token: GoogleToken,
        now: Timestamp
    ) async throws(CredentialError) -> GoogleToken {
        let url = try GoogleURL.service(text, instead: context.source.iamEndpoint, in: context.universe, place)
        let last = url.target.split(separator: "/").last ?? ""
        guard last.hasSuffix(":generateAccessToken"), last.utf8.first != UInt8(ascii: ":"), !url.target.contains("?")
        else {
            throw place.misconfigured(
                "its service_account_impersonation_url names no service account",
                fix:
                    "write https://iamcredentials.\(context.universe.domain)/v1/projects/-/serviceAccounts/EMAIL:generateAccessToken"
            )
        }
        let account = String(last.prefix { $0 != ":" })
        return try await self.token(at: url, account: account, delegates, life, for: token, now: now)
    }

    private func token(
        at url: HTTPURL,
        account: String,
        _ delegates: [String],
        _ life: Duration,
        for token: GoogleToken,
        now: Timestamp
    ) async throws(CredentialError) -> GoogleToken {
        let service = service(account, token)
        var body: [(String, JSONObject.Value)] = [
            ("scope", .strings([GoogleServiceAccount.scope])), ("lifetime", .string("\(life.components.seconds)s")),
        ]
        if !delegates.isEmpty {
            body.append(
                ("delegates", .strings(delegates.map { $0.contains("/") ? $0 : "projects/-/serviceAccounts/\($0)" }))
            )
        }
        let answer = try await service.post(
            url,
            json: JSONObject.bytes(body),
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
            client: context.client,
            identity: "\(token.identity) as \(Printable.text(account))",
            fix:
                "grant it roles/iam.workloadIdentityUser or roles/iam.serviceAccountTokenCreator on that service account",
            advice: GoogleAdvice.of
        )
    }
}
