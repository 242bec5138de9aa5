internal import Configuration

/// Holds back what another fetcher brings where it is the token of the kubelet's request itself, and the answer is for more than the Pod
/// with that token.
///
/// A kubelet refuses such an answer, and whoever gave back what he was shown has exchanged nothing.
struct PodFetcher: CredentialFetcher {
    var base: any CredentialFetcher
    let identity: PodIdentity
    let token: SecretText

    var scope: CredentialScope { base.scope }
    var inputs: CredentialInputs { base.inputs }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let fetched = try await base.fetch(tokens)
        guard identity.cacheType != .token else { return fetched }
        let text = token.reveal()
        let isEcho = fetched.auths.entries.contains { entry in
            entry.credential.password.reveal().contains(text) || entry.credential.username.contains(text)
        }
        guard !isEcho else {
            throw CredentialError(
                .refused,
                identity: fetched.identity,
                reason:
                    "the token service gave back the token that it was shown, which a kubelet refuses as a password with cacheType: ServiceAccount",
                fix: "look who answers at its endpoint"
            )
        }
        return fetched
    }
}
