import Configuration
import Credentials
import HTTP
import HTTPClient
import TLS
import Text

/// `github` with `app`: an installation token of a GitHub App, good for an hour, by
/// `POST /app/installations/ID/access_tokens` with a JSON Web Token that the App's key signs.
///
/// The token is limited to reading packages, and to `repositories` where there are any. The registry often refuses such tokens for
/// private packages all the same: `probe.image` finds that out before the token replaces one that works.
///
/// | what happens | error |
/// |---|---|
/// | the key is missing, or no RSA key in PEM | `.misconfigured` |
/// | GitHub answers 401: it does not know the App or the key, or our clock is wrong | `.refused` |
/// | GitHub answers 403, 404 or 422: the installation is suspended or another App's, or the App may not read packages | `.refused` |
/// | GitHub answers 429, 403 for too many requests, 5xx, a redirect or no token, or does not answer | `.unavailable` |
struct GitHubAppFetcher: OneTokenFetcher {
    static let life = Duration.seconds(3600)

    let parts: FetcherParts
    let app: GitHubSource.App
    let endpoint: Endpoint?

    private var base: String { endpoint?.description ?? "https://api.github.com" }

    var inputs: CredentialInputs { CredentialInputs([app.privateKey], tokens: [scope]) }

    private struct Answer: Decodable {
        let token: String
        let expiresAt: ExpiryTime?

        enum CodingKeys: String, CodingKey {
            case token
            case expiresAt = "expires_at"
        }
    }

    func token() async throws(CredentialError) -> ProviderToken {
        let identity = "GitHub App \(app.appID), installation \(app.installationID)"
        let proof = try await proof()
        let service = TokenService(
            client: client,
            identity: identity,
            fix:
                "see at GitHub whether the App still has this key, whether the installation is its own and not suspended, and whether "
                + "it may read packages"
        )
        let answer = try await service.post(
            try service.url(base, "/app/installations/\(PercentEncoding.encode(app.installationID))/access_tokens"),
            json: request,
            [
                ("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28"),
                ("Authorization", "Bearer \(proof)"),
            ]
        )
        try rejectRateLimit(answer, identity)
        let installation = try answer.decode(Answer.self)
        let token = try answer.token(installation.token)
        let now = clock.now()
        let end = try answer.expiry(at: installation.expiresAt?.moment, otherwise: now + Self.life, now: now)
        return ProviderToken(
            login: Login(username: "x-access-token", password: token),
            expiresAt: end,
            fetchedAt: now,
            identity: identity
        )
    }

    /// The App's own token, good for nine minutes.
    private func proof() async throws(CredentialError) -> String {
        let pem = try await values.text(of: app.privateKey, part: "private key")
        let now = clock.now().wholeSeconds
        do throws(TLSError) {
            let key = try PrivateKey.parse(pem: Array(pem.reveal().utf8), what: "the App's private key")
            // GitHub refuses a token from the future, and one of more than ten minutes.
            let claims: [(String, JSONObject.Value)] = [
                ("iat", .number(now - 60)), ("exp", .number(now + 540)), ("iss", .string(app.appID)),
            ]
            return try JSONWebToken.signRS256(header: [], claims: claims, key: key)
        } catch {
            throw Place(identity: "private key from \(app.privateKey)").misconfigured(
                error.description,
                fix: "put the .pem file there that GitHub made for the App"
            )
        }
    }

    /// What the token shall be good for.
    private var request: [UInt8] {
        var pairs: [(String, JSONObject.Value)] = [("permissions", .object([("packages", "read")]))]
        if !app.repositories.isEmpty { pairs.append(("repositories", .strings(app.repositories))) }
        return JSONObject.bytes(pairs)
    }

    /// GitHub's limits are answered with 403 too.
    private func rejectRateLimit(_ answer: TokenAnswer, _ identity: String) throws(CredentialError) {
        guard answer.status == 403 else { return }
        let wait = answer.fields.retryAfter(atMost: ProviderAnswer.longestPause)
        guard wait != nil || answer.fields["x-ratelimit-remaining"] == "0" else { return }
        throw CredentialError(
            .unavailable,
            identity: identity,
            endpoint: answer.endpoint,
            reason: "it has been asked too often (status 403)",
            retryAfter: wait
        )
    }
}
