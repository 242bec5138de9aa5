internal import Text

/// Gets the credential of one registry of the configuration.
///
/// A fetcher keeps no state: each fetch reads its sources again, but for tokens that are in the cache.
package protocol CredentialFetcher: Sendable {
    /// Fetches the credential; what a provider has to be asked for goes by way of the cache.
    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential
    /// Whose credential it is and how far it reaches.
    var scope: CredentialScope { get }
    /// What the next fetch reads, so that a change there can bring it forward.
    var inputs: CredentialInputs { get }
}

extension CredentialFetcher {
    /// Fetches the credential anew, sharing with nobody.
    package func fetch() async throws(CredentialError) -> FetchedCredential {
        try await fetch(TokenCache(clock: .system).access())
    }
}

/// The places on which a credential depends and which may change without notice from a provider.
package struct CredentialInputs: Sendable, Hashable {
    /// The Secrets of Pullpass' own namespace, sorted, each once: they can be watched.
    package let secretNames: [String]
    /// The files, sorted, each once: they have to be read again from time to time.
    package let filePaths: [String]
    /// The tokens of providers: a new one of the same scope is one for every registry that has it here.
    package let tokens: Set<CredentialScope>

    /// Makes the list.
    package init(
        secretNames: some Sequence<String> = [],
        filePaths: some Sequence<String> = [],
        tokens: Set<CredentialScope> = []
    ) {
        self.secretNames = Set(secretNames).sorted()
        self.filePaths = Set(filePaths).sorted()
        self.tokens = tokens
    }
}
