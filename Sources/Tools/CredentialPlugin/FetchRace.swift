internal import Configuration
internal import Credentials
internal import Synchronization

/// Fetches that begin at once, and end together when their time is up.
struct FetchRace: Sendable {
    typealias Outcome = Result<GivenCredential, CredentialError>

    /// What is cancelled gets so long to clean up: programs are ended, and an old token may be used instead of a new one.
    private static let grace = Duration.seconds(1)

    let patience: Duration
    let pause: @Sendable (Duration) async -> Void

    /// What came of each; who has not ended in time has failed, and so has who gave up for that.
    func results(
        of wanted: [WantedCredential],
        _ fetch: @escaping CredentialPlugin.Fetch
    ) async -> [Outcome] {
        let board = Board(count: wanted.count)
        // Tasks of their own: whoever does not end when it is cancelled is left behind.
        let tasks = wanted.enumerated().map { index, wanted in
            Task {
                do throws(CredentialError) {
                    board.put(.success(try await fetch(wanted)), at: index)
                } catch {
                    board.put(.failure(Task.isCancelled ? late(error.identity, at: error.endpoint) : error), at: index)
                }
            }
        }
        let timer = Task { [patience, pause] in
            await pause(patience)
            guard !Task.isCancelled else { return }
            for task in tasks { task.cancel() }
            await pause(Self.grace)
            board.end()
        }
        let found = await board.all()
        timer.cancel()
        return zip(wanted, found).map { wanted, outcome in
            outcome ?? .failure(late(wanted.registry.credentials?.kind ?? "credential", at: nil))
        }
    }

    private func late(_ identity: String, at endpoint: String?) -> CredentialError {
        CredentialError(
            .unavailable,
            identity: identity,
            endpoint: endpoint,
            reason: "no answer within \(patience.components.seconds) s",
            fix:
                "look at the way from this node to whoever is asked (name service, firewall, proxy), or at the program that is run"
        )
    }
}

/// Where outcomes are put until all are there, or the time is up.
private final class Board: Sendable {
    private struct State {
        var outcomes: [FetchRace.Outcome?]
        var missing: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(outcomes: Array(repeating: nil, count: count), missing: count)) }

    func put(_ outcome: FetchRace.Outcome, at index: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.outcomes[index] = outcome
            state.missing -= 1
            return state.missing == 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    func end() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.missing = 0
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// To be called once.
    func all() async -> [FetchRace.Outcome?] {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.missing > 0 { state.waiter = continuation }
                return state.missing <= 0
            }
            if isDone { continuation.resume() }
        }
        return state.withLock(\.outcomes)
    }
}
