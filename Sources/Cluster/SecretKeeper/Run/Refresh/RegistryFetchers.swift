internal import Configuration
internal import Credentials
internal import EventLoop
internal import Text

/// The fetchers of the configured registries, and the tokens that they share.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class RegistryFetchers: @unchecked Sendable {
    /// The configured registries by name.
    private(set) var registries: [String: Registry] = [:]
    private(set) var fetchers: [String: any CredentialFetcher] = [:]
    /// What one registry fetches is there for the others with the same identity.
    let tokens: TokenCache

    /// The Secrets that they read.
    let sources: SourceSecrets
    private let make: FetcherMaker

    init(make: @escaping FetcherMaker, sources: SourceSecrets, clock: WallClock, loop: EventLoop) {
        self.make = make
        self.sources = sources
        tokens = TokenCache(clock: clock) { loop.preciseNow() }
    }

    /// Makes the fetchers of a configuration and tells what they read.
    func prepare(_ configuration: Configuration) -> [String: CredentialInputs] {
        registries = Dictionary(configuration.registries.map { ($0.name, $0) }) { first, _ in first }
        fetchers = registries.mapValues { make($0, sources) }
        let inputs = fetchers.mapValues(\.inputs)
        tokens.keep(inputs.values.reduce(into: []) { $0.formUnion($1.tokens) })
        return inputs
    }

    /// What fetches the credential that a namespace has of its own; it is used once.
    func fetcher(of registry: Registry, in namespace: String) -> any CredentialFetcher {
        make(registry.of(namespace: namespace), sources)
    }

    /// The Secrets of our own namespace that credentials are read from.
    var sourceNames: Set<String> { Set(fetchers.values.flatMap(\.inputs.secretNames)) }

    /// The files that credentials are read from.
    var filePaths: Set<String> { Set(fetchers.values.flatMap(\.inputs.filePaths)) }

    /// Whether another registry reads one of the Secrets that this one reads.
    func sharesSource(_ registry: String) -> Bool {
        let names = Set(fetchers[registry]?.inputs.secretNames ?? [])
        return fetchers.contains { $0.key != registry && !names.isDisjoint(with: $0.value.inputs.secretNames) }
    }
}
