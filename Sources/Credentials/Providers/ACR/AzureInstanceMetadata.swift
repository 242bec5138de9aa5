import Configuration
import Credentials
import HTTP
import HTTPClient
import Text

/// The metadata service of a virtual machine, which has tokens for the machine's identities.
///
/// A service that is being updated says 404 or 410 for a while, and one that is asked too often 429: as in Microsoft's SDKs it is asked up to
/// five times more, see ``RetryPause``. Nobody else waits meanwhile but who wants the same token.
struct AzureInstanceMetadata {
    let identity: ACRSource.ManagedIdentity
    /// Whom the token is for.
    let resource: String
    /// The base URL.
    let base: String
    let client: ProviderClient
    /// Waits between two attempts.
    let pause: @Sendable (Duration) async -> Void

    static let wellKnown = "http://169.254.169.254"
    /// How often it is asked again.
    private static let retries = 5

    var service: TokenService {
        TokenService(
            client: client,
            identity: identity.description,
            fix:
                "assign the identity to the virtual machines of the node pool, and name it by clientID when there are several",
            timeouts: ProviderClient.metadataTimeouts,
            advice: Self.advice,
            fixOfSilence: Self.fixOfSilence
        )
    }

    private static let fixOfSilence =
        "on Azure, look whether Pods are kept from the metadata service; elsewhere there is none: "
        + "write workloadIdentity or servicePrincipal below credentials.acr"

    /// Asks until there is an answer that another attempt would not better.
    func answer() async throws(CredentialError) -> TokenAnswer {
        var query = [("api-version", "2018-02-01"), ("resource", resource)]
        switch identity {
        case .systemAssigned: break
        case .clientID(let id): query.append(("client_id", id))
        case .resourceID(let id): query.append(("msi_res_id", id))
        case .objectID(let id): query.append(("object_id", id))
        }
        let service = service
        let url = try service.url(base, "/metadata/identity/oauth2/token?\(PercentEncoding.form(query))")
        for retry in 1... {
            let answer = try await service.get(url, [("Metadata", "true")])
            // Docker Desktop answers for whoever cannot be reached.
            if answer.status == 403, answer.says("unreachable") {
                throw answer.unavailable("there is no metadata service", fix: Self.fixOfSilence)
            }
            guard RetryPause.isTransient(answer) else { return answer }
            let wait = RetryPause.before(retry: retry, answer)
            guard retry <= Self.retries, wait <= RetryPause.longest else {
                throw answer.unavailable(
                    "it could not answer in \(retry) attempt\(retry == 1 ? "" : "s") (status \(answer.status))",
                    fix:
                        "if this stays, look at the health of the virtual machine, and whether it is one of Azure at all: elsewhere "
                        + "write workloadIdentity or servicePrincipal"
                )
            }
            await pause(wait)
            if Task.isCancelled { break }
        }
        throw CredentialError(.unavailable, identity: service.identity, reason: "the fetch was given up")
    }

    /// What the service means by 400; its words are all that it has.
    private static func advice(_ problem: ProviderProblem) -> String? {
        guard let words = problem.message else { return nil }
        if words.contains("Multiple user assigned identities") {
            return
                "the machine has several identities: name one, as managedIdentity: { clientID: … } or in AZURE_CLIENT_ID"
        }
        if words.contains("Identity not found") {
            return
                "the machine has no such identity: assign it to the virtual machines of the node pool "
                + "(az vmss identity assign), or name another by managedIdentity: { clientID: … } or AZURE_CLIENT_ID"
        }
        return nil
    }
}
