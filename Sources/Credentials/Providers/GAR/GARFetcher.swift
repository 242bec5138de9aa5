import Configuration
import Credentials
import Text

/// `gar`: an access token for Google Artifact Registry and Container Registry; one is good for every host.
///
/// The user name is `oauth2accesstoken`. The metadata server gives out the same token until minutes before its end, so a fetch may well bring
/// what the last one brought.
///
/// | failure | error |
/// |---|---|
/// | no metadata server (not on Google Cloud, or kept from Pods), no service account there | `.unavailable`, `.refused` |
/// | the JSON is none of a known type, or lacks a field | `.misconfigured` |
/// | it names a token service or a universe beyond the configured one, and no endpoint in the configuration does | `.misconfigured` |
/// | its credential source is a certificate, or an executable that is not allowed | `.misconfigured` |
/// | an executable fails, or AWS has no keys | `.unavailable`, `.refused` |
/// | the key is deleted, the account disabled, the token not accepted by the pool | `.refused` with Google's code |
/// | the identity may not act as the service account | `.refused` with `PERMISSION_DENIED` |
///
/// Without `expires_in` a token is taken to live for an hour.
struct GARFetcher: OneTokenFetcher {
    static let username = "oauth2accesstoken"
    static let defaultLife = Duration.seconds(3600)

    let parts: FetcherParts
    let source: GARSource

    /// What is read, but for a projected token file: the kubelet's renewal of it says nothing new about what it was exchanged for.
    var inputs: CredentialInputs {
        switch source.identity {
        case .defaultChain:
            // What is wrong with the variable is told by the fetch.
            CredentialInputs(((try? namedFile()) ?? nil).map { [$0] } ?? [], tokens: [scope])
        case .workloadIdentity, .serviceAccount: CredentialInputs(tokens: [scope])
        case .serviceAccountKey(let source), .externalAccount(let source): CredentialInputs([source], tokens: [scope])
        }
    }

    func token() async throws(CredentialError) -> ProviderToken {
        let now = clock.now()
        let context = try GoogleContext(parts: parts, source: source)
        var token = try await ownToken(context, now)
        if let account = try await actingAs() {
            token = try await GoogleImpersonation(context: context).token(of: account, for: token, now: now)
        }
        return ProviderToken(
            login: Login(username: Self.username, password: token.text),
            expiresAt: token.expiresAt,
            fetchedAt: now,
            identity: token.identity
        )
    }

    private func ownToken(_ context: GoogleContext, _ now: Timestamp) async throws(CredentialError) -> GoogleToken {
        switch source.identity {
        case .defaultChain: return try await defaultToken(context, now)
        case .serviceAccountKey(let source):
            return try await GoogleFileToken.token(of: source, part: "serviceAccountKey", context, now: now)
        case .externalAccount(let source):
            return try await GoogleFileToken.token(of: source, part: "externalAccount", context, now: now)
        case .serviceAccount(let account, let trust): return try await token(of: account, trust, context, now)
        case .workloadIdentity(let project, let location, let cluster, let tokenFile):
            let token = try await ServiceAccountToken(file: tokenFile, values: values, now: now)
            let path = "projects/\(project)/locations/\(location)/clusters/\(cluster)"
            let exchange = GoogleTokenExchange(
                audience: "identitynamespace:\(project).svc.id.goog:https://container.googleapis.com/v1/\(path)",
                subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
                identity: "ServiceAccount of GKE cluster \(path)",
                client: client
            )
            return try await exchange.token(
                for: token.text,
                at: context.base(source.stsEndpoint, "sts"),
                "/v1/token",
                now: now
            )
        }
    }

    // MARK: The default chain

    /// What the variable names, unless the configuration asks for the metadata server.
    private func namedFile() throws(CredentialError) -> ValueSource? {
        source.metadataEndpoint == nil ? try GoogleDefaultFile.named(parts) : nil
    }

    private func defaultToken(_ context: GoogleContext, _ now: Timestamp) async throws(CredentialError) -> GoogleToken {
        if source.metadataEndpoint == nil, let file = try GoogleDefaultFile.source(parts) {
            return try await GoogleFileToken.token(
                of: file,
                part: "application default credentials",
                context,
                now: now
            )
        }
        let metadata = GoogleMetadata(base: try metadataBase(), client: client)
        let token = try await metadata.token(now: now)
        // The token goes to a service of the universe only where somebody else's is asked for with it.
        if source.impersonate != nil, source.iamEndpoint == nil { try await metadata.expect(context.universe) }
        return token
    }

    /// The metadata server's base URL; nil for the well-known one.
    func metadataBase() throws(CredentialError) -> String? {
        if let endpoint = source.metadataEndpoint { return "\(endpoint)" }
        let environment = parts.checkedEnvironment
        let host = try environment.text("GCE_METADATA_ROOT", unless: environment.text("GCE_METADATA_HOST"))
        return host.map { "http://\($0)" }
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
