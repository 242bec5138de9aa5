/// How long the reader of a log may still be waited for.
///
/// All who log wait in turn, event loops among them. So a reader that has stopped costs one wait now and then, and one that is only slow no more than
/// a small share of the time, however many lines there are.
struct LogPatience {
    /// The longest wait.
    let most: Duration
    /// What was waited and is not made good yet.
    private var owed = Duration.zero
    /// When that was counted last.
    private var counted: ContinuousClock.Instant?
    /// Before then nobody is waited for.
    private var resumes: ContinuousClock.Instant?

    /// After a wait in vain there is none for so long.
    private static let pause = Duration.seconds(10)
    /// A wait is made good by so many times its length.
    private static let share = 10

    init(_ most: Duration) { self.most = most }

    /// How long it may be waited for from now on; zero for not at all.
    mutating func allowance(at now: ContinuousClock.Instant) -> Duration {
        if let counted { owed = max(.zero, owed - (now - counted) / Self.share) }
        counted = now
        if let resumes, now < resumes { return .zero }
        return max(.zero, most - owed)
    }

    /// Counts a wait that has begun when its allowance was asked for.
    mutating func hasWaited(until now: ContinuousClock.Instant, inVain: Bool) {
        if let counted { owed += max(.zero, now - counted) }
        counted = now
        if inVain { resumes = now + Self.pause }
    }
}
