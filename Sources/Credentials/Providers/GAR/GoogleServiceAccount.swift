import Configuration
import Credentials
import HTTPClient
import TLS
import Text

/// The JWT grant (RFC 7523) with a service account's own key.
///
/// Other universes have no such grant: there the token is what the key signed itself, as in Google's own libraries.
struct GoogleServiceAccount {
    static let scope = "https://www.googleapis.com/auth/cloud-platform"
    /// Whom an assertion is for, whatever `token_uri` says, as in Google's own libraries: those of old keys are other names of it.
    static let tokenService = "https://oauth2.googleapis.com/token"

    let key: GoogleCredentialFile.ServiceAccount
    let place: Place
    let context: GoogleContext

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let identity = Printable.text(key.email)
        guard context.universe == .standard else {
            let claims: [(String, JSONObject.Value)] = [("sub", .string(key.email)), ("scope", .string(Self.scope))]
            return GoogleToken(
                text: SecretText(try signed(claims, now)),
                expiresAt: now + .seconds(3590),
                identity: identity
            )
        }
        let service = TokenService(
            client: context.client,
            identity: identity,
            fix:
                "look whether the service account is enabled and still has the key \(Printable.text(key.keyID ?? "")), "
                + "and make a new key if not",
            advice: GoogleAdvice.of
        )
        let url = try GoogleURL.service(
            key.tokenURI ?? Self.tokenService,
            instead: context.source.endpoint,
            in: context.universe,
            place
        )
        let assertion = try signed([("scope", .string(Self.scope)), ("aud", .string(Self.tokenService))], now)
        let answer = try await service.post(
            url,
            form: [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)]
        )
        return try GoogleTokenAnswer.read(answer, identity: identity, now: now)
    }

    private func signed(_ claims: [(String, JSONObject.Value)], _ now: Timestamp) throws(CredentialError) -> String {
        // Google refuses a token of the future, and clocks differ by some seconds.
        let issued = now.wholeSeconds - 10
        do throws(TLSError) {
            return try JSONWebToken.signRS256(
                header: key.keyID.map { [("kid", .string($0))] } ?? [],
                claims: [("iss", .string(key.email))] + claims + [
                    ("iat", .number(issued)), ("exp", .number(issued + 3600)),
                ],
                key: try PrivateKey.parse(pem: Array(key.privateKey.utf8), what: "private_key")
            )
        } catch {
            throw place.misconfigured(error.description, fix: "copy the whole JSON key that Google gave")
        }
    }
}

/// The refresh grant (RFC 6749 section 6) with what gcloud wrote for a person.
struct GoogleUser {
    let user: GoogleCredentialFile.AuthorizedUser
    let place: Place
    let context: GoogleContext
    /// Whether the person is of a workforce pool: then the Security Token Service is asked, and the client shows itself by HTTP.
    var isWorkforce = false

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let service = TokenService(
            client: context.client,
            identity: "user of client \(Printable.text(user.clientID))",
            fix: "log in again (gcloud auth application-default login), or better use a service account",
            advice: GoogleAdvice.of
        )
        let (source, universe) = (context.source, context.universe)
        let grant = [("grant_type", "refresh_token"), ("refresh_token", user.refreshToken)]
        if isWorkforce {
            let text = user.tokenURL ?? universe.service("sts") + "/v1/oauthtoken"
            let url = try GoogleURL.service(text, instead: source.stsEndpoint, in: universe, place)
            let basic = Base64.encode(Array("\(user.clientID):\(user.clientSecret)".utf8))
            let answer = try await service.post(url, form: grant, [("Authorization", "Basic \(basic)")])
            return try GoogleTokenAnswer.read(answer, identity: service.identity, now: now)
        }
        let url = try GoogleURL.service(
            universe.service("oauth2") + "/token",
            instead: source.endpoint,
            in: universe,
            place
        )
        let answer = try await service.post(
            url,
            form: grant + [("client_id", user.clientID), ("client_secret", user.clientSecret)]
        )
        return try GoogleTokenAnswer.read(answer, identity: service.identity, now: now)
    }
}
