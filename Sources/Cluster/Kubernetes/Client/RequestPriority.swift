/// In which order requests that wait for the rate limit go out: the smaller first, and in order of arrival among equals.
///
/// None waits for ever: each has a part of the rate that what is more urgent cannot take, however much of that somebody makes.
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
    /// A new credential for a Secret whose old one ends soon.
    package static let urgentRotation = RequestPriority(3)
    /// A Secret that is not there yet: there may be very many, and every controller must be able to read meanwhile.
    package static let absent = RequestPriority(4)
    /// A Secret that somebody has edited.
    package static let repair = RequestPriority(5)
    /// A new credential for a Secret whose old one still works.
    package static let rotation = RequestPriority(6)
    /// Secrets that nobody wants any more.
    package static let cleanUp = RequestPriority(7)
    /// Events.
    package static let events = RequestPriority(8)

    static let last = events

    /// The parts of the rate that nobody can take: more than half of it for rotations, of both kinds together.
    static var parts: GuaranteedParts {
        GuaranteedParts(groups: [0, 1, 2, 3, 4, 5, 3, 6, 7], parts: [0, 0, 0.1, 0.55, 0.1, 0.05, 0.03, 0.02])
    }

    /// Orders by urgency, the most urgent first.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
