/// What a controller remembers of its leadership: whether this replica leads, and whether it has read since what it is to judge.
package struct LeaderTerm: Sendable, Hashable {
    /// Whether this replica leads.
    package private(set) var isLeader = false
    /// Whether the objects must be read from the API server itself before anything is judged: at the start of a term, since watches may
    /// be late, and after a conflict.
    package private(set) var mustRead = true

    /// Starts as a replica that does not lead.
    package init() {}

    /// Whether this replica leads and has read what it judges.
    package var mayJudge: Bool { isLeader && !mustRead }

    /// This replica leads from now on, or does no longer.
    package mutating func change(leads: Bool) {
        isLeader = leads
        mustRead = true
    }

    /// Everything was read.
    package mutating func hasRead() { mustRead = false }

    /// What was seen has turned out to be old.
    package mutating func needsReading() { mustRead = true }
}
