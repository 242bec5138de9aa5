package import Credentials
internal import Text

/// What came of asking for a ``WantedCredential``.
package struct GivenCredential: Sendable {
    /// What was fetched, now or before.
    package let fetched: FetchedCredential
    /// Whether it only stands somewhere, where somebody may replace it at any time: no provider was asked.
    package let isStatic: Bool
    /// What is wrong all the same, in sentences for people: entries that were left out, or why it is not a new one.
    package let faults: [String]

    /// Takes what a fetch brought.
    package init(_ fetched: FetchedCredential, isStatic: Bool, faults: [String] = []) {
        self.fetched = fetched
        self.isStatic = isStatic
        self.faults = fetched.faults + faults
    }
}

/// How long something is used before it is asked for again.
enum CredentialLife {
    /// What somebody may replace is looked at again as often as the kubelet looks at its `config.json`.
    private static let unknown = Duration.seconds(300)
    /// Nothing is kept longer, so that what is changed at a provider is seen within a day's work.
    private static let longest = Duration.seconds(6 * 3600)
    /// Less is not worth keeping.
    private static let shortest = Duration.seconds(10)

    /// How long the kubelet may keep it from now on, in whole seconds; zero for not at all.
    ///
    /// That is half of what is left of it: whoever pulls with it last has the other half for his pull, and a token service that is away is
    /// not missed for as long.
    static func forKubelet(_ given: GivenCredential, now: Timestamp) -> Duration {
        let end = given.fetched.expiresAt
        let life = min(end.map { ($0 - now) / 2 } ?? .longest, given.isStatic || end == nil ? unknown : longest)
        return life < shortest ? .zero : .seconds(life.components.seconds)
    }

    /// Until when it is taken from a cache in place of a new one; nil where it is not worth keeping.
    static func freshUntil(fetchedAt: Timestamp, expiresAt: Timestamp) -> Timestamp? {
        let life = min((expiresAt - fetchedAt) / 2, longest)
        return life < .seconds(30) ? nil : fetchedAt + life
    }
}
