import Configuration
import Credentials
import HTTPClient
import TLS
import Text

/// The JWT grant (RFC 7523) with a service account's own key.
struct GoogleServiceAccount {
    static let scope = "https://www.googleapis.com/auth/cloud-platform"
    /// Whom an assertion is for, whatever `token_uri` says, as in Google's own libraries: those of old keys are other names of it.
    static let tokenService = "https://oauth2.googleapis.com/token"

    let key: GoogleCredentialFile.ServiceAccount
    let place: Place
    let endpoint: Endpoint?
    let client: ProviderClient

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let identity = Printable.text(key.email)
        let service = TokenService(
            client: client,
            identity: identity,
            fix:
                "look whether the service account is enabled and still has the key \(Printable.text(key.keyID ?? "")), "
                + "and make a new key if not"
        )
        let url = try GoogleURL.service(key.tokenURI ?? Self.tokenService, instead: endpoint, place)
        // Google refuses a token of the future, and clocks differ by some seconds.
        let issued = now.wholeSeconds - 10
        var header: [(String, JSONObject.Value)] = []
        if let keyID = key.keyID { header.append(("kid", .string(keyID))) }
        let assertion: String
        do throws(TLSError) {
            let privateKey = try PrivateKey.parse(pem: Array(key.privateKey.utf8), what: "private_key")
            assertion = try JSONWebToken.signRS256(
                header: header,
                claims: [
                    ("iss", .string(key.email)), ("scope", .string(Self.scope)), ("aud", .string(Self.tokenService)),
                    ("iat", .number(issued)), ("exp", .number(issued + 3600)),
                ],
                key: privateKey
            )
        } catch {
            throw place.misconfigured(error.description, fix: "copy the whole JSON key that Google gave")
        }
        let answer = try await service.post(
            url,
            form: [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)]
        )
        return try GoogleTokenAnswer.read(answer, identity: identity, now: now)
    }
}

/// The refresh grant (RFC 6749 section 6) with what gcloud wrote for a person.
struct GoogleUser {
    let user: GoogleCredentialFile.AuthorizedUser
    let place: Place
    let endpoint: Endpoint?
    let client: ProviderClient

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let service = TokenService(
            client: client,
            identity: "user of client \(Printable.text(user.clientID))",
            fix: "log in again (gcloud auth application-default login), or better use a service account"
        )
        let url = try GoogleURL.service(GoogleServiceAccount.tokenService, instead: endpoint, place)
        let answer = try await service.post(
            url,
            form: [
                ("grant_type", "refresh_token"), ("client_id", user.clientID), ("client_secret", user.clientSecret),
                ("refresh_token", user.refreshToken),
            ]
        )
        return try GoogleTokenAnswer.read(answer, identity: service.identity, now: now)
    }
}

/// URLs that stand in a credential: whoever wrote it chose them, so they may only lead to Google.
enum GoogleURL {
    /// The URL of a service of Google, or the same path at the endpoint of the configuration.
    static func service(_ text: String, instead endpoint: Endpoint?, _ place: Place) throws(CredentialError) -> HTTPURL
    {
        let fix = "use a credential with the token service of Google, or set the endpoint in the configuration"
        guard let url = try? HTTPURL(parsing: text) else {
            throw place.misconfigured("\"\(Printable.text(text))\" in it is no URL", fix: fix)
        }
        if let endpoint {
            guard let moved = try? HTTPURL(parsing: "\(endpoint)\(url.target)") else {
                throw place.misconfigured("the endpoint \(endpoint) is no URL of a service", fix: "write https://host")
            }
            return moved
        }
        // The keys of years ago name accounts.google.com.
        let isGoogle = url.host.hasSuffix(".googleapis.com") || url.host == "accounts.google.com"
        guard url.scheme == .https, url.port == 443, isGoogle else {
            throw place.misconfigured(
                "it names the service \(url.scheme.rawValue)://\(url.authority), which is not Google's",
                fix: fix
            )
        }
        return url
    }
}
