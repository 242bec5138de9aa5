import Configuration
import Credentials
import Images
import Synchronization
import Text

/// A fetcher of two parts, `near.example` and `far.example`, whose tokens live for an hour; the second may be away.
final class PartedFetcher: CredentialFetcher {
    private let clock: WallClock
    private let state = Mutex((isAway: false, counts: [String: Int]()))

    init(clock: WallClock) { self.clock = clock }

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
    /// How many tokens of a part were given.
    func count(_ part: String) -> Int { state.withLock { $0.counts[part] ?? 0 } }

    private func scope(_ part: String) -> CredentialScope { CredentialScope(nil, reach: part) }

    var scope: CredentialScope { CredentialScope(nil) }
    var inputs: CredentialInputs { CredentialInputs(tokens: [scope("near"), scope("far")]) }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let now = clock.now()
        let near = try await token("near", tokens)
        var entries = [DockerAuths.Entry(key: "near.example", credential: near.credential)]
        var missing: [MissingPart] = []
        do throws(CredentialError) {
            entries.append(DockerAuths.Entry(key: "far.example", credential: try await token("far", tokens).credential))
        } catch {
            missing.append(MissingPart(keys: ["far.example"], error: error))
        }
        return try FetchedCredential(auths: DockerAuths(entries: entries), identity: "test", now: now, missing: missing)
    }

    private func token(_ part: String, _ tokens: TokenCache.Access) async throws(CredentialError) -> ProviderToken {
        try await tokens.token(of: scope(part)) { () async throws(CredentialError) in
            let (isAway, count) = state.withLock { state in
                if !state.isAway || part == "near" { state.counts[part, default: 0] += 1 }
                return (state.isAway, state.counts[part] ?? 0)
            }
            if isAway, part == "far" {
                throw CredentialError(.refused, identity: "role x", reason: "an explicit deny for far")
            }
            let now = clock.now()
            let credential = RegistryCredential(
                username: part,
                password: SecretText("token\(count)"),
                expiresAt: now + .seconds(3600),
                fetchedAt: now
            )
            return ProviderToken(credential: credential, identity: "role x")
        }
    }
}
