import Configuration
import Credentials
import HTTPClient
import Text

/// `gar`: an access token for Google Artifact Registry and Container Registry; one is good for every host.
///
/// The user name is `oauth2accesstoken`. The metadata server gives out the same token until minutes before its end, so a fetch may well bring
/// what the last one brought.
///
/// | failure | error |
/// |---|---|
/// | no metadata server (not on Google Cloud, or kept from Pods), no service account there | `.unavailable`, `.refused` |
/// | the JSON is no `service_account`, `authorized_user` or `external_account`, or lacks a field | `.misconfigured` |
/// | it names a token service beyond googleapis.com, and no endpoint in the configuration does | `.misconfigured` |
/// | its credential source is AWS, an executable or a certificate | `.misconfigured` |
/// | the key is deleted, the account disabled, the token not accepted by the pool | `.refused` with Google's code |
/// | the identity may not act as the service account | `.refused` with `PERMISSION_DENIED` |
///
/// Without `expires_in` a token is taken to live for an hour.
struct GARFetcher: OneTokenFetcher {
    static let username = "oauth2accesstoken"
    static let defaultLife = Duration.seconds(3600)

    let parts: FetcherParts
    let source: GARSource
    /// `GCE_METADATA_HOST`: host and port of the metadata server, as Google's own libraries read it.
    let metadataHost: String?

    /// What is read, but for a projected token file: the kubelet's renewal of it says nothing new about what it was exchanged for.
    var inputs: CredentialInputs {
        switch source.identity {
        case .metadata, .workloadIdentity, .serviceAccount: CredentialInputs(tokens: [scope])
        case .serviceAccountKey(let source), .externalAccount(let source): CredentialInputs([source], tokens: [scope])
        }
    }

    func token() async throws(CredentialError) -> ProviderToken {
        let now = clock.now()
        var token = try await ownToken(now)
        if let account = source.impersonate {
            token = try await GoogleImpersonation(endpoint: source.iamEndpoint, client: client)
                .token(of: account, for: token, now: now)
        }
        return ProviderToken(
            login: Login(username: Self.username, password: token.text),
            expiresAt: token.expiresAt,
            fetchedAt: now,
            identity: token.identity
        )
    }

    private func ownToken(_ now: Timestamp) async throws(CredentialError) -> GoogleToken {
        switch source.identity {
        case .metadata:
            let base = source.metadataEndpoint.map { "\($0)" } ?? metadataHost.map { "http://\($0)" }
            return try await GoogleMetadata(base: base, client: client).token(now: now)
        case .serviceAccountKey(let source):
            return try await token(of: source, part: "serviceAccountKey", now)
        case .externalAccount(let source):
            return try await token(of: source, part: "externalAccount", now)
        case .serviceAccount(let account, let trust): return try await token(of: account, trust, now)
        case .workloadIdentity(let project, let location, let cluster, let tokenFile):
            let token = try await values.text(of: .file(tokenFile), part: "ServiceAccount token")
            let path = "projects/\(project)/locations/\(location)/clusters/\(cluster)"
            let exchange = GoogleTokenExchange(
                audience: "identitynamespace:\(project).svc.id.goog:https://container.googleapis.com/v1/\(path)",
                subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
                identity: "ServiceAccount of GKE cluster \(path)",
                client: client
            )
            let base = source.stsEndpoint.map { "\($0)" } ?? "https://sts.googleapis.com"
            return try await exchange.token(for: token, at: base, "/v1/token", now: now)
        }
    }

    private func token(of source: ValueSource, part: String, _ now: Timestamp) async throws(CredentialError)
        -> GoogleToken
    {
        let place = Place(identity: "\(part) from \(source)")
        let text = try await values.text(of: source, part: part)
        switch try GoogleCredentialFile(text, place) {
        case .serviceAccount(let key):
            return try await GoogleServiceAccount(
                key: key,
                place: place,
                endpoint: self.source.endpoint,
                client: client
            )
            .token(now: now)
        case .authorizedUser(let user):
            return try await GoogleUser(user: user, place: place, endpoint: self.source.endpoint, client: client)
                .token(now: now)
        case .externalAccount(let account):
            let federation = GoogleFederation(
                account: account,
                place: place,
                source: self.source,
                values: values,
                client: client
            )
            return try await federation.token(now: now)
        }
    }
}

/// An access token of Google.
struct GoogleToken: Sendable, Confidential {
    let text: SecretText
    /// Its end.
    let expiresAt: Timestamp
    /// Whose it is.
    let identity: String
}

/// What Google's token services answer.
struct GoogleTokenAnswer: Decodable {
    let token: String
    let life: ExpiryTime?

    private enum CodingKeys: String, CodingKey {
        case token = "access_token"
        case life = "expires_in"
    }

    static func read(_ answer: TokenAnswer, identity: String, now: Timestamp) throws(CredentialError) -> GoogleToken {
        let read = try answer.decode(GoogleTokenAnswer.self)
        return GoogleToken(
            text: try answer.token(read.token),
            expiresAt: try answer.expiry(after: read.life, otherwise: GARFetcher.defaultLife, now: now),
            identity: identity
        )
    }
}
