package import Credentials

/// Asks for one credential, where the way to token services is.
package struct PluginFetcher: Sendable {
    private let fetcher: any CredentialFetcher
    private let tokens: TokenCache.Access
    private let executor: (any TaskExecutor)?

    /// Takes a fetcher.
    ///
    /// - Parameters:
    ///   - fetcher: Knows whose credential it is.
    ///   - tokens: What registries of this run share.
    ///   - executor: On which it runs; nil for any.
    package init(_ fetcher: any CredentialFetcher, tokens: TokenCache.Access, on executor: (any TaskExecutor)?) {
        self.fetcher = fetcher
        self.tokens = tokens
        self.executor = executor
    }

    /// Whether somebody else is asked, and not only read what stands somewhere.
    var asksProvider: Bool { !fetcher.inputs.tokens.isEmpty }

    /// Fetches it.
    package func fetch() async throws(CredentialError) -> GivenCredential {
        let task = Task(executorPreference: executor) { [self] () -> Result<FetchedCredential, CredentialError> in
            do throws(CredentialError) { return .success(try await fetcher.fetch(tokens)) } catch {
                return .failure(error)
            }
        }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        return GivenCredential(try result.get(), isStatic: !asksProvider)
    }
}

extension CredentialPlugin {
    /// Asks for a credential; cancelled where it takes too long.
    package typealias Fetch = @Sendable (WantedCredential) async throws(CredentialError) -> GivenCredential
}
