import Configuration
import Credentials
import HTTPClient
import Text

/// `icr`: IBM Cloud Container Registry, with an API key as it is or an IAM token of an hour.
///
/// The user name tells the registry what the password is: `iamapikey` or `iambearer`.
///
/// | failure | error |
/// |---|---|
/// | nobody answers at the IAM service | `.unavailable` |
/// | the API key is unknown, disabled or locked | `.refused` with IBM's BXNIM code; a key that is used as it is, is first refused by the registry |
/// | the ServiceAccount's token fulfils no condition of the trusted profile | `.refused` with IBM's BXNIM code |
/// | the token file is missing | `.misconfigured` |
///
/// A token ends as `expiration` or `expires_in` say; without them it is taken to live for an hour.
struct ICRFetcher: OneTokenFetcher {
    static let defaultLife = Duration.seconds(3600)

    let parts: FetcherParts
    let source: ICRSource

    private struct Answer: Decodable {
        let token: String
        let end: ExpiryTime?
        let life: ExpiryTime?

        private enum CodingKeys: String, CodingKey {
            case token = "access_token"
            case end = "expiration"
            case life = "expires_in"
        }
    }

    /// Who asks, for people.
    private var identity: String {
        switch source.identity {
        case .apiKey(let source, _): "API key from \(source)"
        case .trustedProfile(.id(let id), _): "trusted profile \(id)"
        case .trustedProfile(.name(let name), _): "trusted profile \(name)"
        }
    }

    /// What is read, but for a projected token file: the kubelet's renewal of it says nothing new about what it was exchanged for.
    var inputs: CredentialInputs {
        switch source.identity {
        case .apiKey(let key, isExchanged: false): CredentialInputs([key])
        case .apiKey(let key, _): CredentialInputs([key], tokens: [scope])
        case .trustedProfile: CredentialInputs(tokens: [scope])
        }
    }

    func token() async throws(CredentialError) -> ProviderToken {
        let now = clock.now()
        switch source.identity {
        case .apiKey(let source, let isExchanged):
            let key = try await values.text(of: source, part: "apiKey")
            guard isExchanged else {
                return ProviderToken(
                    login: Login(username: "iamapikey", password: key),
                    expiresAt: nil,
                    fetchedAt: now,
                    identity: identity
                )
            }
            return try await exchanged(
                [("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", key.reveal())],
                fix:
                    "look whether the API key still exists and is not locked (ibmcloud iam api-keys), and make a new one if not",
                now
            )
        case .trustedProfile(let profile, let origin):
            let token = try await ServiceAccountToken(
                origin,
                audience: ICRSource.audience,
                part: "compute resource token",
                parts: parts
            )
            let named =
                switch profile {
                case .id(let id): ("profile_id", id)
                case .name(let name): ("profile_name", name)
                }
            return try await exchanged(
                [
                    ("grant_type", "urn:ibm:params:oauth:grant-type:cr-token"), ("cr_token", token.text.reveal()),
                    named,
                ],
                fix:
                    "link the trusted profile to the ServiceAccount's cluster, namespace and name, and mount its token for the audience iam",
                proof: token.claims,
                now
            )
        }
    }

    private func exchanged(
        _ form: [(String, String)],
        fix: String,
        proof: TokenClaims? = nil,
        _ now: Timestamp
    ) async throws(CredentialError) -> ProviderToken {
        let service = TokenService(client: client, identity: identity, fix: fix, proof: proof)
        let base = source.endpoint.map { "\($0)" } ?? "https://iam.cloud.ibm.com"
        let answer = try await service.post(try service.url(base, "/identity/token"), form: form)
        let read = try answer.decode(Answer.self)
        return ProviderToken(
            login: Login(username: "iambearer", password: try answer.token(read.token)),
            expiresAt: try answer.expiry(
                at: read.end?.moment ?? read.life.map { now + $0.life },
                otherwise: now + Self.defaultLife,
                now: now
            ),
            fetchedAt: now,
            identity: identity
        )
    }
}
