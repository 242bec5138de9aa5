import Configuration
import Credentials
import HTTPClient
import Images
import TLS
import Text

/// `ocir`: tokens of Oracle Cloud Infrastructure Registry, one a registry host, for a request that a principal signed.
///
/// The user name is `BEARER_TOKEN`. An auth token of a user goes as it is, with the user's name.
///
/// | failure | error |
/// |---|---|
/// | no metadata service (not on Oracle's cloud, or kept from Pods) | `.unavailable` |
/// | its certificate and key do not belong together, the certificate names no tenancy | `.unavailable` |
/// | the API key cannot be read, has another passphrase or is no RSA key | `.misconfigured` |
/// | unknown key, user or fingerprint, a clock that is off by more than five minutes | `.refused` with Oracle's code |
/// | the cluster is no enhanced one, or no policy is for the ServiceAccount | `.refused` |
/// | no token file, no certificates of the cluster, no KUBERNETES_SERVICE_HOST | `.misconfigured` |
///
/// A token ends after `expires_in`, or at its own `exp`; without both it is taken to live for an hour.
struct OCIRFetcher: RegistryTokensFetcher {
    static let username = "BEARER_TOKEN"
    static let defaultLife = Duration.seconds(3600)

    let parts: FetcherParts
    let source: OCIRSource
    let cluster: OKECluster
    /// Makes the keys that security tokens are bound to; tests have one already.
    var makeSessionKey: OCISessionKey.Maker = { () throws(TLSError) in try PrivateKey.generateRSA2048() }

    private var sources: [ValueSource] {
        switch source.identity {
        case .instancePrincipal: []
        case .userPrincipal(let user): [user.privateKey] + (user.passphrase.map { [$0] } ?? [])
        case .workloadIdentity(let origin):
            cluster.files(origin, endpoint: source.authEndpoint).map { .file($0) }
        case .authToken(let username, let password): [username, password]
        }
    }

    /// What is read, but for a projected token file: the kubelet's renewal of it says nothing new about what it was exchanged for.
    var inputs: CredentialInputs {
        switch source.identity {
        case .workloadIdentity: CredentialInputs(tokens: tokenScopes)
        case .authToken: CredentialInputs(sources)
        default: CredentialInputs(sources, tokens: tokenScopes)
        }
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        if case .authToken(let username, let password) = source.identity {
            let patterns = registry.matchImages
            let keys = patterns.map { AuthsKey.key(forPattern: $0.text) } + (patterns.isEmpty ? source.registries : [])
            return try await login(username, password, keys: keys, who: "auth token")
        }
        guard !source.registries.isEmpty else {
            throw Place(identity: "registry \(registry.name)").misconfigured(
                "it names no registry of Oracle",
                fix: "write the registry in matchImages, or registries: [ … ] below credentials.ocir"
            )
        }
        let now = clock.now()
        var known: Result<OCIPrincipal, CredentialError>?
        return try await fetch(tokens) { host async throws(CredentialError) in
            // One principal signs for all registries, and none is needed where their tokens are in the cache.
            let signing = try await known.orAsked { () async throws(CredentialError) in try await principal(now) }
            return try await registryToken(of: host, for: signing, now)
        }
    }

    private func principal(_ now: Timestamp) async throws(CredentialError) -> OCIPrincipal {
        switch source.identity {
        case .userPrincipal(let user): return try await OCIUser(user: user, values: values).principal()
        case .workloadIdentity(let origin):
            return try await OKEWorkload(
                cluster: cluster,
                origin: origin ?? cluster.ownToken,
                endpoint: source.authEndpoint,
                parts: parts,
                makeSessionKey: makeSessionKey
            ).principal()
        case .instancePrincipal, .authToken:
            return try await OCIInstance(source: source, client: client, makeSessionKey: makeSessionKey)
                .principal(now: now)
        }
    }

    // MARK: The registry

    private struct Answer: Decodable {
        let token: String?
        let accessToken: String?
        let life: ExpiryTime?

        private enum CodingKeys: String, CodingKey {
            case token
            case accessToken = "access_token"
            case life = "expires_in"
        }
    }

    private func registryToken(
        of host: String,
        for principal: OCIPrincipal,
        _ now: Timestamp
    ) async throws(CredentialError) -> ProviderToken {
        let service = TokenService(client: client, identity: principal.identity, fix: principal.fix)
        let base = source.endpoint.map { "\($0)" } ?? "https://\(host)"
        let url = try service.url(base, "/20180419/docker/token")
        let fields: [(String, String)]
        do throws(TLSError) {
            fields = try principal.signer.fields(forGet: url, at: now)
        } catch {
            throw Place(identity: principal.identity).misconfigured(
                error.description,
                fix: "use an RSA key, which is what Oracle's services take"
            )
        }
        let answer = try await service.get(url, fields)
        let read = try answer.decode(Answer.self)
        guard let text = read.token ?? read.accessToken else { throw answer.unreadable("there is no token") }
        return ProviderToken(
            login: Login(username: Self.username, password: try answer.token(text)),
            expiresAt: try answer.expiry(
                at: read.life.map { now + $0.life } ?? TokenEnd.of(text),
                otherwise: now + Self.defaultLife,
                now: now
            ),
            fetchedAt: now,
            identity: principal.identity
        )
    }
}

/// Somebody who can sign requests to Oracle's services.
struct OCIPrincipal: Sendable {
    let signer: OCISigner
    /// Who it is, for people.
    let identity: String
    /// What somebody can do when the registry says no.
    let fix: String
}

/// A user by an API signing key.
struct OCIUser {
    let user: OCIRSource.UserPrincipal
    let values: ValueResolver

    func principal() async throws(CredentialError) -> OCIPrincipal {
        let pem = Array(try await values.text(of: user.privateKey, part: "privateKey").reveal().utf8)
        var passphrase: SecretText?
        if let source = user.passphrase { passphrase = try await values.text(of: source, part: "passphrase") }
        let key: PrivateKey
        do throws(TLSError) {
            key =
                if let passphrase {
                    try PrivateKey.parse(pem: pem, passphrase: passphrase.reveal(), what: "the API key")
                } else {
                    try PrivateKey.parse(pem: pem, what: "the API key")
                }
        } catch {
            throw Place(identity: "privateKey from \(user.privateKey)").misconfigured(
                error.description,
                fix: "write the private key in PEM, and its passphrase where it has one"
            )
        }
        return OCIPrincipal(
            signer: OCISigner(keyID: user.keyID, key: key),
            identity: "user \(user.userID)",
            fix:
                "look whether the user has an API key with the fingerprint \(user.fingerprint), the tenancy is right, the clock too, "
                + "and a policy allows to read repos"
        )
    }
}

extension OCIRSource.UserPrincipal {
    /// How Oracle names the key.
    var keyID: String { "\(tenancyID)/\(userID)/\(fingerprint)" }
}
