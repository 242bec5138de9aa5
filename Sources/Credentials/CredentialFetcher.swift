/// Gets the credential of one registry of the configuration.
///
/// A fetcher keeps no state: each fetch reads its sources again.
public protocol CredentialFetcher: Sendable {
    /// Fetches the credential anew.
    func fetch() async throws(CredentialError) -> FetchedCredential
    /// Whose credential it is and how far it reaches; registries with equal scopes get the same credential.
    var scope: CredentialScope { get }
    /// What the next fetch reads, so that a change there can bring it forward.
    var inputs: CredentialInputs { get }
}

/// The places on which a credential depends and which may change without notice from a provider.
public struct CredentialInputs: Sendable, Hashable {
    /// The Secrets of Pullpass' own namespace, sorted, each once: they can be watched.
    public let secretNames: [String]
    /// The files, sorted, each once: they have to be read again from time to time.
    public let filePaths: [String]

    /// Makes the list.
    public init(secretNames: some Sequence<String> = [], filePaths: some Sequence<String> = []) {
        self.secretNames = Set(secretNames).sorted()
        self.filePaths = Set(filePaths).sorted()
    }
}
