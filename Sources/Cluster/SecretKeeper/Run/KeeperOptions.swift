package import Configuration
package import Credentials

/// What a keeper is told beside its configuration.
package struct KeeperOptions: Sendable {
    /// Pullpass' own namespace: masters, sources and the Lease are there.
    package var ownNamespace: String
    /// Unique among all replicas: the Pod's name and something random.
    package var identity: String
    /// Whether more than half of all copies may be removed (`--confirm-removal`).
    package var confirmsRemoval = false
    /// The only namespaces that are looked at, for an installation that has Roles in them and no ClusterRole; empty for all.
    package var onlyNamespaces: [String] = []
    /// How many writes may be under way at once; two more serve absent and edited copies only.
    package var workers = 6
    /// Whether what takes long runs on the loop, too, rather than beside it: for a simulation, whose clock waits for nobody else.
    package var worksOnLoop = false
    /// Seed of the jitter; a simulation gives its own.
    package var seed: UInt64 = .random(in: .min ... .max)

    /// Makes options with the defaults.
    package init(ownNamespace: String, identity: String) {
        self.ownNamespace = ownNamespace
        self.identity = identity
    }
}

/// Makes the fetcher of a registry; the reader gives Secrets of Pullpass' own namespace.
package typealias FetcherMaker = @Sendable (_ registry: Registry, _ secrets: any SecretReader) -> any CredentialFetcher

/// Tries a new credential out before it replaces a working one, of which `known` is nil where it cannot be told what is in it.
///
/// Where it is refused, the old one stays as long as it lives; where nobody can say, the new one replaces it. Nil where nobody was asked.
package typealias ReplacementProbe =
    @Sendable (_ registry: Registry, _ credential: FetchedCredential, _ known: DockerAuths?) async -> LoginVerdict?

/// Tries a credential out, whatever it replaces.
package typealias CredentialProbe =
    @Sendable (_ registry: Registry, _ credential: FetchedCredential) async -> LoginVerdict

/// Asks a registry for its pull quota without spending any; nil where it tells none.
package typealias QuotaReader = @Sendable (_ registry: Registry, _ credential: FetchedCredential) async -> PullQuota?
