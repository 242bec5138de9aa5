internal import EventLoop
internal import Text

/// How much a namespace may make us say about it: what goes on in it is up to others, who could make it go on without end.
struct NoticeBudget: Sendable {
    private static let most: Float = 16
    private static let perSecond: Float = 1 / 600

    private var left = Self.most
    private var filledAt = LoopInstant.start

    /// Whether one more thing may be said; it counts.
    mutating func take(_ now: LoopInstant) -> Bool {
        let gained = Float(max(.zero, now - filledAt).inSeconds) * Self.perSecond
        left = min(Self.most, left + gained)
        filledAt = now
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}
