/// Writes the `keys` of a registry beside what another fetcher brings.
struct KeyedFetcher: CredentialFetcher {
    let base: any CredentialFetcher
    let keys: [String]

    var scope: CredentialScope { base.scope }
    var inputs: CredentialInputs { base.inputs }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let fetched = try await base.fetch(tokens)
        let auths = fetched.auths.adding(keys: keys)
        let lacking = auths.lacking(keys)
        return try FetchedCredential(
            auths: auths,
            expiresAt: fetched.expiresAt,
            fetchedAt: fetched.fetchedAt,
            identity: fetched.identity,
            faults: fetched.faults,
            remarks: fetched.remarks,
            // Whose part they are of is not looked for: those of the credential before serve them all.
            missing: fetched.missing.map { MissingPart(keys: $0.keys + lacking, error: $0.error) }
        )
    }
}
