internal import Configuration

/// Holds back what another fetcher brings where it is the token of the kubelet's request itself, though somebody was asked to exchange it, or
/// the answer is for more than the Pod with that token.
///
/// Whoever gives back what he was shown has exchanged nothing, and would have it sent to the registry; for more than the Pod a kubelet refuses
/// it, too.
struct PodFetcher: CredentialFetcher {
    var base: any CredentialFetcher
    let identity: PodIdentity
    let token: SecretText

    var scope: CredentialScope { base.scope }
    var inputs: CredentialInputs { base.inputs }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let fetched = try await base.fetch(tokens)
        // Where nobody is asked, the token is meant to be the password.
        guard identity.cacheType != .token || !base.inputs.tokens.isEmpty else { return fetched }
        let text = token.reveal()
        let isEcho = fetched.auths.entries.contains { entry in
            entry.credential.password.reveal().contains(text) || entry.credential.username.contains(text)
        }
        guard !isEcho else {
            throw CredentialError(
                .refused,
                identity: fetched.identity,
                reason:
                    "the token service gave back the token that it was shown, which is no password for the registry",
                fix: "look who answers at its endpoint"
            )
        }
        return fetched
    }
}
