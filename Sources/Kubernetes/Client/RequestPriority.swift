/// In which order requests that wait for the rate limit go out: the smaller first, and in order of arrival among equals.
public struct RequestPriority: Sendable, Hashable, Comparable {
    /// 0 to ``last``'s.
    let rank: Int

    private init(_ rank: Int) { self.rank = rank }

    /// Leader election: passes at once, whatever waits, and even while the server has asked for a pause; it is charged all the same.
    public static let election = RequestPriority(0)
    /// A Secret that a Pod may be waiting for.
    public static let placement = RequestPriority(1)
    /// Reading: lists, watches and single objects.
    public static let reading = RequestPriority(2)
    /// A Secret that somebody has edited.
    public static let repair = RequestPriority(3)
    /// A new credential for a Secret whose old one still works.
    public static let rotation = RequestPriority(4)
    /// Secrets that nobody wants any more.
    public static let cleanUp = RequestPriority(5)
    /// Events.
    public static let events = RequestPriority(6)

    static let last = events

    /// Orders by urgency, the most urgent first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
