internal import EventLoop

/// What was observed of the registration's `caBundle`, by the fingerprints of the CAs in it.
struct ObservedBundle: Sendable {
    /// How the registration stands.
    enum State: Sendable, Hashable {
        /// Not seen yet.
        case unknown
        /// There is none, or it has no webhook.
        case absent
        /// The CAs of each of its webhooks, in order.
        case webhooks([[String]])
    }

    private(set) var state = State.unknown
    /// When it was last read from the API server itself, by the steady clock; nil where it never was.
    private(set) var readAt: LoopInstant?
    private var since: [String: LoopInstant] = [:]

    /// Takes in what a watch or, with `isRead`, the API server itself shows at a time of the steady clock.
    mutating func observe(_ webhooks: [[String]], at now: LoopInstant, isRead: Bool) {
        state = webhooks.isEmpty ? .absent : .webhooks(webhooks)
        if isRead { readAt = now }
        var inAll = Set(webhooks.first ?? [])
        for webhook in webhooks.dropFirst() { inAll.formIntersection(webhook) }
        since = since.filter { inAll.contains($0.key) }
        for fingerprint in inAll where since[fingerprint] == nil { since[fingerprint] = now }
    }

    /// Since when a CA has stood in all webhooks without a gap, by the steady clock; nil where it does not.
    func published(_ fingerprint: String) -> LoopInstant? { since[fingerprint] }
}
