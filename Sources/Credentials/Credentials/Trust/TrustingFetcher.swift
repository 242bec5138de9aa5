internal import Configuration
internal import HTTPClient
internal import TLS

/// Fetches the credential of a registry that names authorities of its own, and reads their certificates anew each time.
struct TrustingFetcher: CredentialFetcher {
    let tls: RegistryTLS
    let values: ValueResolver
    let own: OwnClient
    /// The fetcher for the registry, as if it had no `tls`.
    let base: any CredentialFetcher
    /// The same fetcher with another client.
    let make: @Sendable (HTTPClient) -> any CredentialFetcher

    var scope: CredentialScope { base.scope.believing(tls) }

    var inputs: CredentialInputs {
        let others = base.inputs
        let certificates = CredentialInputs([tls.ca])
        return CredentialInputs(
            secretNames: others.secretNames + certificates.secretNames,
            filePaths: others.filePaths + certificates.filePaths,
            tokens: Set(others.tokens.map { $0.believing(tls) })
        )
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let pem = try await values.certificates(of: tls.ca)
        let client: HTTPClient
        do {
            client = try await own.make(believing: pem)
        } catch {
            throw ValueResolver.certificatePlace(tls.ca).misconfigured(
                error.reasons.joined(separator: "; "),
                fix: "put one or more certificates of authorities there, in PEM, and nothing else"
            )
        }
        return try await make(client).fetch(tokens.believing(tls))
    }
}
