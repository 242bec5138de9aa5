import Configuration
import Credentials
import FoundationEssentials
import Images
import Synchronization
import Text

/// A provider that trusts ServiceAccounts by their annotation `role`, as the tests mean it: it looks at the token that it is shown and gives a
/// credential whose password names the ServiceAccount and the role.
final class ExchangingProvider: Sendable {
    struct Rules: Sendable {
        /// Seconds that a credential lives.
        var life = 3600.0
        /// Roles that it does not trust.
        var refused: Set<String> = []
        /// For how long it wants to be left alone by whom it does not trust.
        var pause: Duration?
        /// Whether it does not answer.
        var isDown = false
    }

    private let state = Mutex<
        (rules: Rules, fetches: [String: Int], underWay: Int, mostUnderWay: Int, starts: [Timestamp])
    >(
        (Rules(), [:], 0, 0, [])
    )

    func set(_ change: @Sendable (inout Rules) -> Void) { state.withLock { change(&$0.rules) } }

    /// How often it was asked, by namespace.
    var fetches: [String: Int] { state.withLock(\.fetches) }
    /// How many it was asked for in all.
    var total: Int { fetches.values.reduce(0, +) }
    /// When each began.
    var starts: [Timestamp] { state.withLock(\.starts) }
    var mostUnderWay: Int { state.withLock(\.mostUnderWay) }

    fileprivate func begin(_ namespace: String, now: Timestamp) -> Rules {
        state.withLock { state in
            state.fetches[namespace, default: 0] += 1
            state.underWay += 1
            state.mostUnderWay = max(state.mostUnderWay, state.underWay)
            state.starts.append(now)
            return state.rules
        }
    }

    fileprivate func end() { state.withLock { $0.underWay -= 1 } }

    func fetcher(_ registry: Registry, _ accounts: any ServiceAccountReader, clock: WallClock) -> any CredentialFetcher
    {
        ExchangingFetcher(provider: self, registry: registry, accounts: accounts, clock: clock)
    }
}

private struct ExchangingFetcher: CredentialFetcher {
    let provider: ExchangingProvider
    let registry: Registry
    let accounts: any ServiceAccountReader
    let clock: WallClock

    var scope: CredentialScope { CredentialScope(registry.credentials) }
    var inputs: CredentialInputs { CredentialInputs(tokens: [scope]) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        guard let account = registry.credentials?.serviceAccount else {
            throw CredentialError(.misconfigured, identity: "test", reason: "no ServiceAccount")
        }
        let now = clock.now()
        let rules = provider.begin(account.namespace ?? "pullpass", now: now)
        defer { provider.end() }
        let identity = accounts.description(of: account)
        guard let role = try await accounts.annotations(of: account)["role"] else {
            throw CredentialError(
                .misconfigured,
                identity: identity,
                reason: "it has no annotation role",
                fix: "annotate it"
            )
        }
        let token = try await accounts.token(of: account, audience: "test")
        guard !rules.isDown else { throw CredentialError(.unavailable, identity: identity, reason: "nobody answers") }
        guard !rules.refused.contains(role), let subject = Self.subject(of: token.reveal()) else {
            throw CredentialError(
                .refused,
                identity: identity,
                reason: "role \(role) does not trust it",
                retryAfter: rules.pause
            )
        }
        let end = now + .seconds(rules.life)
        let password = SecretText("\(KeeperWorld.password) of \(subject) as \(role) at \(now.whole)")
        let credential = RegistryCredential(username: "u", password: password, expiresAt: end, fetchedAt: now)
        let auths = DockerAuths(patterns: registry.matchImages, credential: credential)
        return try FetchedCredential(auths: auths, expiresAt: end, fetchedAt: now, identity: identity)
    }

    private static func subject(of token: String) -> String? {
        struct Claims: Decodable { let sub: String }
        let parts = token.split(separator: ".")
        guard parts.count == 3, let bytes = Base64.decode(String(parts[1])) else { return nil }
        return (try? JSONDecoder().decode(Claims.self, from: Data(bytes)))?.sub
    }
}
