internal import Credentials
internal import Images

/// The registries with `anonymousFallback`, and what follows from them for the one Secret of the anonymous try.
struct AnonymousTry: Sendable {
    /// One of these registries.
    struct Source: Sendable, Hashable {
        var registry: String
        /// The column of its copies.
        var column: Int
        /// The keys of its copies; none where there is no master, or one with an anonymous try of its own.
        var keys: [String]
    }

    /// The most contents that are remembered: whoever labels namespaces decides how many there are.
    private static let maximumKnown = 256

    /// The column of the Secret; nil where the configuration has none.
    private(set) var column: Int?
    private(set) var sources: [Source] = []
    /// The columns of `sources`.
    private(set) var columns = RegistrySet()
    /// How often all this has changed.
    private(set) var number: UInt32 = 0
    private var known: [RegistrySet: AnonymousContent] = [:]

    var registries: [String] { sources.map(\.registry) }

    /// Takes in what the configuration and the masters say.
    ///
    /// - Returns: Whether that is news.
    mutating func set(column: Int?, sources: [Source]) -> Bool {
        guard column != self.column || sources != self.sources else { return false }
        self.column = column
        self.sources = sources
        columns = RegistrySet()
        for source in sources { columns.insert(source.column) }
        number &+= 1
        known.removeAll()
        return true
    }

    /// The content where the registries of some columns are allowed; nil where these have no keys.
    mutating func content(for columns: RegistrySet) -> AnonymousContent? {
        if let content = known[columns] { return content }
        let keys = sources.lazy.filter { columns.contains($0.column) }.flatMap(\.keys)
        let auths = AnonymousAuths(following: keys)
        guard !auths.keys.isEmpty else { return nil }
        let content = AnonymousContent(auths)
        if known.count >= Self.maximumKnown { known.removeAll() }
        known[columns] = content
        return content
    }
}
