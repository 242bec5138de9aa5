import Credentials
import EventLoop
import Synchronization
import TestAPIServer

@testable import CredentialsTestSupport

extension CredentialCluster {
    /// The end of a configuration whose leader stays one, however far the clock is moved at once (up to half an hour).
    static let patience =
        "keeper: { leaderElection: { leaseDuration: 3600s, renewDeadline: 3000s, retryPeriod: 1000s } }\n"

    /// Moves the clock in steps until something holds, with no fetch under way at any of them; false when it does not within the time.
    func pass(
        upTo seconds: Double,
        step: Double,
        _ clock: MovingClock,
        _ fetches: UnderWay,
        until isSo: () -> Bool
    ) async -> Bool {
        let end = clock.passed + seconds
        await settle(fetches)
        while !isSo() {
            guard clock.passed + step <= end else { return false }
            clock.advance(seconds: step)
            loop.wake()
            await settle(fetches)
        }
        return true
    }

    /// Lets everything happen that can happen at this time of the clock.
    private func settle(_ fetches: UnderWay) async {
        await server.settle(turns: 48) { fetches.count > 0 }
    }
}

/// How many fetches are under way.
final class UnderWay: Sendable {
    fileprivate let number = Atomic(0)

    var count: Int { number.load(ordering: .acquiring) }

    /// A fetcher that is counted here while it fetches.
    func counting(_ fetcher: any CredentialFetcher) -> any CredentialFetcher { Counted(inner: fetcher, number: self) }

    private struct Counted: CredentialFetcher {
        let inner: any CredentialFetcher
        let number: UnderWay

        var scope: CredentialScope { inner.scope }
        var inputs: CredentialInputs { inner.inputs }

        func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
            number.number.add(1, ordering: .acquiringAndReleasing)
            defer { number.number.subtract(1, ordering: .acquiringAndReleasing) }
            return try await inner.fetch(tokens)
        }
    }
}
