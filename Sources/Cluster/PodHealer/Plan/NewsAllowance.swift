internal import EventLoop
internal import Text

/// How many Events a namespace can make us write about its Pods: some at once, then one a minute.
struct NewsAllowance: Sendable {
    private static let most = 10.0
    private static let perSecond = 1.0 / 60

    private var left = Self.most
    private var filledAt = LoopInstant.start

    /// Whether one more may be written; it counts.
    mutating func take(_ now: LoopInstant) -> Bool {
        left = level(now)
        filledAt = now
        guard left >= 1 else { return false }
        left -= 1
        return true
    }

    /// Whether nothing was written lately.
    func isFull(_ now: LoopInstant) -> Bool { level(now) >= Self.most }

    private func level(_ now: LoopInstant) -> Double {
        min(Self.most, left + max(.zero, now - filledAt).inSeconds * Self.perSecond)
    }
}
