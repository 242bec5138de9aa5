internal import Configuration
package import EventLoop
internal import Synchronization
package import Text

/// The tokens that registries share: one call to the provider for each ``CredentialScope``, for all who want it at the time.
///
/// | somebody wants a token, and for its scope | what happens |
/// |---|---|
/// | a call is under way | its outcome is waited for; where the caller is cancelled, the next takes over |
/// | the last call brought a token that is as good as a new one, see `TokenFreshness` | it is taken |
/// | the last call failed within the same moment | the error is taken |
/// | nothing of that | the provider is asked |
///
/// Nothing of a call counts that began before `since`: the source has changed, or the token was refused.
///
/// For fetchers of one process with the same environment, files and Secrets, which a scope names and does not hold. From any thread.
package final class TokenCache: Sendable {
    /// A way to the cache, for one fetch.
    package struct Access: Sendable {
        fileprivate let cache: TokenCache
        fileprivate let since: LoopInstant?
        fileprivate var tls: RegistryTLS?

        /// The same way, for calls that believe whom one registry names.
        func believing(_ tls: RegistryTLS) -> Access {
            var access = self
            access.tls = tls
            return access
        }

        /// The token of a scope, from the cache or by a call whose outcome goes there.
        package func token(
            of scope: CredentialScope,
            _ fetch: () async throws(CredentialError) -> ProviderToken
        ) async throws(CredentialError) -> ProviderToken {
            try await cache.token(of: tls == nil ? scope : scope.believing(tls), since: since, fetch)
        }
    }

    typealias Outcome = Result<ProviderToken, CredentialError>

    private let clock: WallClock
    private let steady: @Sendable () -> LoopInstant
    private let state = Mutex(TokenCacheState())

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - clock: The fetchers' clock, for the ages of tokens.
    ///   - steady: A clock that never goes back, by which calls are in order.
    package init(clock: WallClock, steady: @escaping @Sendable () -> LoopInstant) {
        self.clock = clock
        self.steady = steady
    }

    /// Makes an empty cache on the machine's own steady clock.
    package convenience init(clock: WallClock) {
        let start = ContinuousClock.now
        self.init(clock: clock) { .start + start.duration(to: .now) }
    }

    /// A way to it that takes nothing of a call which began at `since` on the steady clock, or before; with nil it takes any.
    package func access(since: LoopInstant? = nil) -> Access { Access(cache: self, since: since) }

    /// Forgets what is of no use to anybody any more.
    package func keep(_ scopes: Set<CredentialScope>) { state.withLock { $0.keep(scopes) } }

    /// How many wait for somebody else's call.
    var waiting: Int { state.withLock(\.waiting) }

    // MARK: Calls

    private func token(
        of scope: CredentialScope,
        since: LoopInstant?,
        _ fetch: () async throws(CredentialError) -> ProviderToken
    ) async throws(CredentialError) -> ProviderToken {
        while true {
            let (wall, now) = (clock.now(), steady())
            switch state.withLock({ $0.next(scope, since: since, wall: wall, steady: now) }) {
            case .take(let outcome): return try outcome.get()
            case .join(let call):
                if let outcome = await outcome(of: call, scope) { return try outcome.get() }
                guard !Task.isCancelled else {
                    throw CredentialError(.unavailable, identity: "\(scope)", reason: "the fetch was given up")
                }
            case .begin(let call):
                do throws(CredentialError) {
                    let token = try await fetch()
                    end(call, scope, .success(token))
                    return token
                } catch {
                    // Whoever gave up was not refused: one of those who wait asks instead.
                    end(call, scope, Task.isCancelled ? nil : .failure(error))
                    throw error
                }
            }
        }
    }

    private func end(_ call: UInt64, _ scope: CredentialScope, _ outcome: Outcome?) {
        let now = steady()
        let waiters = state.withLock { $0.end(call, scope, outcome, steady: now) }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    /// The outcome of somebody else's call; nil where there is none, or this task is cancelled.
    private func outcome(of call: UInt64, _ scope: CredentialScope) async -> Outcome? {
        let waiter = state.withLock { $0.makeID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = state.withLock { state in
                    // Seen under the lock, so that the handler finds whoever is added after it.
                    !Task.isCancelled && state.add(continuation, waiter, to: call, scope)
                }
                if !isWaiting { continuation.resume(returning: nil) }
            }
        } onCancel: {
            state.withLock { $0.remove(waiter, from: call, scope) }?.resume(returning: nil)
        }
    }
}
