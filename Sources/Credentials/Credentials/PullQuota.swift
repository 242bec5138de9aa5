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
}
