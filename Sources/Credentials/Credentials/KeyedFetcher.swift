/// Writes the `keys` of a registry beside what another fetcher brings.
struct KeyedFetcher: CredentialFetcher {
    let base: any CredentialFetcher
    let keys: [String]

    var scope: CredentialScope { base.scope }
    var inputs: CredentialInputs { base.inputs }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let fetched = try await base.fetch(tokens)
        return try FetchedCredential(
            auths: fetched.auths.adding(keys: keys),
            expiresAt: fetched.expiresAt,
            fetchedAt: fetched.fetchedAt,
            identity: fetched.identity,
            faults: fetched.faults,
            remarks: fetched.remarks
        )
    }
}
