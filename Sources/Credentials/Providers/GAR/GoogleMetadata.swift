import Credentials
import HTTPClient
import Text

/// The metadata server of Compute Engine and GKE; with GKE workload identity it is one of the node that answers for the Pod's account.
struct GoogleMetadata {
    // The dot at the end keeps the name from being tried in the search domains of a Pod first.
    static let wellKnown = "http://metadata.google.internal."
    private static let path = "/computeMetadata/v1/instance/service-accounts/default/"

    private let base: String
    private let service: TokenService

    init(base: String?, client: ProviderClient) {
        self.base = base ?? Self.wellKnown
        service = TokenService(
            client: client,
            identity: "default service account of the metadata server",
            fix:
                "give the node or the ServiceAccount (GKE workload identity) a Google service account, or write serviceAccountKey",
            timeouts: ProviderClient.metadataTimeouts
        )
    }

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let flavor = [("Metadata-Flavor", "Google")]
        let answer = try await service.get(try service.url(base, Self.path + "token"), flavor)
        let token = try GoogleTokenAnswer.read(answer, identity: service.identity, now: now)
        // Only for people: a token without a name is a good token.
        let email = try? await service.get(try service.url(base, Self.path + "email"), flavor).text()
        guard let email else { return token }
        return GoogleToken(
            text: token.text,
            expiresAt: token.expiresAt,
            identity: "\(Printable.text(email)) by the metadata server"
        )
    }
}
