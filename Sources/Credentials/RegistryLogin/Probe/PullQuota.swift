internal import HTTP

/// How many pulls Docker Hub still allows, as it says in the answers to manifest requests.
package struct PullQuota: Sendable, Hashable {
    /// The pulls allowed in ``window``.
    package let limit: Int
    /// The pulls that are left; 0 or more.
    package let remaining: Int
    /// The time in which ``limit`` pulls are allowed.
    package let window: Duration?
    /// Whose pulls are counted: the account's identifier, or an IP address where the credential did not count.
    package let source: String?

    /// Makes a quota.
    package init(limit: Int, remaining: Int, window: Duration? = nil, source: String? = nil) {
        self.limit = limit
        self.remaining = remaining
        self.window = window
        self.source = source
    }

    /// Reads `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 42;w=21600` and `docker-ratelimit-source`.
    ///
    /// - Returns: Nil when the answer has no quota: there is none for paid accounts.
    init?(_ fields: HTTPFields) {
        guard let (limit, window) = Self.number(fields["ratelimit-limit"]),
            let (remaining, _) = Self.number(fields["ratelimit-remaining"])
        else { return nil }
        self.limit = limit
        self.remaining = remaining
        self.window = window
        source = fields["docker-ratelimit-source"].map(Printable.text)
    }

    private static func number(_ value: String?) -> (Int, Duration?)? {
        guard let parts = value?.split(separator: ";"), let first = parts.first,
            let number = Int(first.filter { $0 != " " }), number >= 0
        else { return nil }
        let window = parts.dropFirst().lazy.map { $0.filter { $0 != " " } }.first { $0.hasPrefix("w=") }
        return (number, window.flatMap { Int64($0.dropFirst(2)) }.map { .seconds(max($0, 0)) })
    }
}
