internal import EventLoop

/// How much is told of what anybody can bring about: few at once, a few a minute after that, and of one namespace no more than its share.
struct TenantAllowance: Sendable {
    /// How many are told of at once, and how many a minute after that.
    static let burst = 20.0
    private static let perMinute = 6.0
    /// How many of one namespace are told of in an hour: others' namespaces have some, too.
    static let perNamespace = 8
    private static let interval = Duration.seconds(3600)

    private var tokens = TenantAllowance.burst
    private var refilled = LoopInstant.start
    /// How many were told of by namespace, since that time.
    private var told: [String: Int] = [:]
    private var countedSince = LoopInstant.start

    /// Whether one more of a namespace may be told; it counts.
    mutating func take(_ namespace: String, now: LoopInstant) -> Bool {
        if now - countedSince >= Self.interval {
            told = [:]
            countedSince = now
        }
        guard told[namespace, default: 0] < Self.perNamespace else { return false }
        let gained = Double(max(.zero, now - refilled).components.seconds) * Self.perMinute / 60
        if gained >= 1 || refilled == .start {
            tokens = min(Self.burst, tokens + gained)
            refilled = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        told[namespace, default: 0] += 1
        return true
    }
}
