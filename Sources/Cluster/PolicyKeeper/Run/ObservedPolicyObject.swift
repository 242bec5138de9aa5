internal import Controllers
internal import EventLoop
internal import Kubernetes

/// What was observed of one object with rules.
struct ObservedPolicyObject: Sendable {
    private var observed = ObservedObject<PolicyObject>()
    /// Whether the cluster does not have such objects.
    private(set) var isUnserved = false
    /// Since when there is none, by the steady clock.
    private(set) var absentSince = LoopInstant.start
    /// Whether there ever was one.
    private(set) var wasThere = false

    /// The object; nil where there is none, or nobody knows.
    var object: PolicyObject? { observed.object }
    /// How many observations have counted so far.
    var reports: Int { observed.reports }
    /// Whether the server has told what there is.
    var isKnown: Bool { observed.isKnown }

    /// Takes the object in, unless a later one was seen; nil where there is none.
    mutating func observe(_ object: PolicyObject?, by observation: Observation, at now: LoopInstant) {
        let before = observed
        if observed.observe(object, by: observation) { changed(from: before, at: now) }
    }

    /// Takes a deletion in; false where it is of an earlier object.
    mutating func observeDeletion(_ metadata: ObjectMetadata, at now: LoopInstant) -> Bool {
        let before = observed
        guard observed.observeDeletion(metadata) else { return false }
        changed(from: before, at: now)
        return true
    }

    /// The cluster does not have such objects.
    mutating func isNotServed() {
        observed.forget()
        isUnserved = true
    }

    private mutating func changed(from before: ObservedObject<PolicyObject>, at now: LoopInstant) {
        isUnserved = false
        if object != nil {
            wasThere = true
        } else if !before.isKnown || before.object != nil {
            absentSince = now
        }
    }
}
