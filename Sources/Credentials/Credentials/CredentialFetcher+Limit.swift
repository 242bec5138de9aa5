package import EventLoop

extension CredentialFetcher {
    /// Fetches, and gives up after a time: each kind has time-outs of its own, of which an exec plugin's may be ten minutes.
    ///
    /// - Returns: Nil where nobody has answered by then.
    package func fetch(
        _ tokens: TokenCache.Access,
        within limit: Duration,
        on loop: EventLoop
    ) async -> Result<FetchedCredential, CredentialError>? {
        await withDeadline(loop.preciseNow().advanced(by: limit), on: loop) {
            do throws(CredentialError) { return .success(try await fetch(tokens)) } catch {
                return .failure(error)
            }
        }
    }
}
