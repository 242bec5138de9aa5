import Configuration
import Credentials
import Images
import Synchronization
import Text

/// A fetcher that hands out what it was given last; counts the fetches.
final class ScriptedFetcher: CredentialFetcher {
    struct Script: Sendable {
        var password: String
        /// Seconds; nil for ever.
        var life: Double?
        /// Hand the same token out until it ends.
        var keepsToken = false
        var error: CredentialError?
        /// Never answer, until the task is cancelled.
        var hangs = false
    }

    let registry: Registry
    let clock: WallClock
    private let state: Mutex<(script: Script, count: Int, end: Timestamp?)>

    init(_ registry: Registry, clock: WallClock, _ script: Script) {
        self.registry = registry
        self.clock = clock
        state = Mutex((script, 0, nil))
    }

    var count: Int { state.withLock { $0.count } }
    func set(_ change: @Sendable (inout Script) -> Void) { state.withLock { change(&$0.script) } }

    var scope: CredentialScope { CredentialScope(registry.credentials, reach: registry.name) }
    var inputs: CredentialInputs { CredentialInputs(secretNames: [], filePaths: []) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        let (script, count, end) = state.withLock { state in
            state.count += 1
            if state.script.keepsToken, let end = state.end, end > now {
            } else {
                state.end = state.script.life.map { now + .seconds($0) }
            }
            return (state.script, state.count, state.end)
        }
        if let error = script.error { throw error }
        if script.hangs {
            let (never, _) = AsyncStream<Void>.makeStream()
            for await _ in never {}
        }
        let password = SecretText(script.keepsToken ? script.password : "\(script.password)-\(count)")
        let credential = RegistryCredential(username: "u", password: password, expiresAt: end, fetchedAt: now)
        let auths = DockerAuths(patterns: registry.matchImages, credential: credential)
        return try FetchedCredential(auths: auths, expiresAt: end, fetchedAt: now, identity: "test \(registry.name)")
    }
}
