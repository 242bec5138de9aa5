import Configuration
import Controllers
import Credentials
import SecretKeeper

/// What is special about one keeper of a world.
struct ReplicaOptions {
    var identity = "pod-1"
    var confirmsRemoval = false
    /// The API server's user that it is; nil for one who may do everything.
    var user: String?
    /// Nil for the configured credentials' own fetchers.
    var fetcher: FetcherMaker?
    /// Makes fetchers that ask the API server for tokens; before ``fetcher``.
    var exchange: (@Sendable (Registry, any ServiceAccountReader) -> any CredentialFetcher)?
    var probe: ReplacementProbe?
    var quota: QuotaReader?
    var learn: NamespaceLearner?
    var learnLacks: LackLearner?
    /// Whether what takes long is done on the loop, so that the clock of a test knows of it.
    var worksOnLoop = true
    /// Others that lead when it leads.
    var controllers: [any Controller] = []
    /// Told each time that the namespaces have been read.
    var onNamespaces: @Sendable () -> Void = {}
    /// The only namespaces that it looks at; empty for all.
    var only: [String] = []

    func keeperOptions(seed: UInt64) -> KeeperOptions {
        var options = KeeperOptions(ownNamespace: "pullpass", identity: identity)
        options.confirmsRemoval = confirmsRemoval
        options.seed = seed
        options.onlyNamespaces = only
        options.worksOnLoop = worksOnLoop
        return options
    }
}
