/// In which order requests that wait for the rate limit go out: the smaller first, and in order of arrival among equals.
package struct RequestPriority: Sendable, Hashable, Comparable {
    /// 0 to ``last``'s.
    let rank: Int

    private init(_ rank: Int) { self.rank = rank }

    /// Leader election: passes at once, whatever waits, and even while the server has asked for a pause; it takes a
    /// token where there is one.
    package static let election = RequestPriority(0)
    /// A Secret that a Pod may be waiting for.
    package static let placement = RequestPriority(1)
    /// Reading: lists, watches and single objects.
    package static let reading = RequestPriority(2)
    /// A Secret that is not there yet: there may be very many, and every controller must be able to read meanwhile.
    package static let absent = RequestPriority(3)
    /// A Secret that somebody has edited.
    package static let repair = RequestPriority(4)
    /// A new credential for a Secret whose old one still works.
    package static let rotation = RequestPriority(5)
    /// Secrets that nobody wants any more.
    package static let cleanUp = RequestPriority(6)
    /// Events.
    package static let events = RequestPriority(7)

    static let last = events

    /// Orders by urgency, the most urgent first.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
