import Credentials
import HTTPClient
import Text

/// The metadata server of Compute Engine and GKE; with GKE workload identity it is one of the node that answers for the Pod's account.
struct GoogleMetadata {
    // The dot at the end keeps the name from being tried in the search domains of a Pod first.
    static let wellKnown = "http://metadata.google.internal."
    private static let path = "/computeMetadata/v1/instance/service-accounts/default/"
    private static let universePath = "/computeMetadata/v1/universe/universe-domain"
    private static let flavor = [("Metadata-Flavor", "Google")]

    private let base: String
    private let service: TokenService

    init(base: String?, client: ProviderClient) {
        self.base = base ?? Self.wellKnown
        service = TokenService(
            client: client,
            identity: "default service account of the metadata server",
            fix:
                "give the node or the ServiceAccount (GKE workload identity) a Google service account, or write serviceAccountKey",
            timeouts: ProviderClient.metadataTimeouts,
            fixOfSilence:
                "on Google Cloud, look whether Pods are kept from the metadata server; elsewhere there is none: set "
                + "GOOGLE_APPLICATION_CREDENTIALS, or write externalAccount (workload identity federation) or serviceAccountKey "
                + "below credentials.gar"
        )
    }

    func token(now: Timestamp) async throws(CredentialError) -> GoogleToken {
        let answer = try await service.get(try service.url(base, Self.path + "token"), Self.flavor)
        let token = try GoogleTokenAnswer.read(answer, identity: service.identity, now: now)
        // Only for people: a token without a name is a good token.
        let email = try? await service.get(try service.url(base, Self.path + "email"), Self.flavor).text()
        guard let email else { return token }
        return GoogleToken(
            text: token.text,
            expiresAt: token.expiresAt,
            identity: "\(Printable.text(email)) by the metadata server"
        )
    }

    /// Throws where the machine is in another universe than the one that is configured.
    ///
    /// Old servers do not know of universes, and are in everybody's.
    func expect(_ universe: GoogleUniverse) async throws(CredentialError) {
        let answer = try await service.get(try service.url(base, Self.universePath), Self.flavor)
        let told = answer.status == 404 || answer.isEmpty ? GoogleUniverse.standard.domain : try answer.text()
        guard told == universe.domain else {
            throw Place(identity: service.identity).misconfigured(
                "it is in the universe \(Printable.text(told)), and the one that is configured is \(universe.domain)",
                fix: "write universeDomain below credentials.gar"
            )
        }
    }
}
