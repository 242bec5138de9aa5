internal import EventLoop
internal import Text

/// One candidate's view of an election: a state machine that is told what the API answered and what time it is.
///
/// The rules are client-go's (`tools/leaderelection`): a Lease counts as held for its duration from the moment at which *this*
/// candidate saw it change, by its own clock that never jumps, whatever the times in it say. Stricter than client-go in three
/// things: the renew deadline counts from the beginning of the last renewal that succeeded, and any new version of the Lease
/// counts as a renewal, so that a leader whose wall clock stands still is not robbed; and who has seen that everything is being removed
/// (``RemovalHolder``) lets the Lease alone for a while after it was given back: else it would write everything back.
struct LeaderElection: Sendable {
    /// What to do next.
    enum Step: Sendable, Hashable {
        /// Read the Lease and give it to ``saw(_:now:wall:)``.
        case read
        /// Create it; success goes to ``wrote(_:startedAt:)``.
        case create(LeaseObject)
        /// Replace it; success goes to ``wrote(_:startedAt:)``.
        case update(LeaseObject)
        /// Somebody else holds it: try later.
        case rest
    }

    let namespace: String
    let name: String
    let identity: String
    let timing: LeaderTiming

    private(set) var observed: LeaseObject?
    private var observedAt = LoopInstant.start
    /// While this candidate leads: when it must stop unless it renews before.
    private(set) var leadsUntil: LoopInstant?
    /// Who was seen to remove everything, and until when this candidate stands down for it.
    private var removal: (holder: String, until: LoopInstant)?

    init(namespace: String, name: String, identity: String, timing: LeaderTiming) {
        self.namespace = namespace
        self.name = name
        self.identity = identity
        self.timing = timing
    }

    /// Whether this candidate leads at that time.
    func leads(at now: LoopInstant) -> Bool { leadsUntil.map { now < $0 } ?? false }

    /// Who holds the Lease, as last seen; nil where nobody does.
    var holder: String? {
        guard let holder = observed?.spec.holderIdentity, !holder.isEmpty else { return nil }
        return holder
    }

    /// What this candidate waits for, where it is no leader at work: who it is, and until when.
    func wait(now: LoopInstant) -> (holder: String, until: LoopInstant, isRemoval: Bool)? {
        guard !leads(at: now) else { return nil }
        if let removal, now < removal.until { return (removal.holder, removal.until, true) }
        guard let observed, let holder, holder != identity else { return nil }
        let until = observedAt.advanced(by: Self.validity(of: observed))
        // A leader renews it long before.
        return now >= observedAt.advanced(by: timing.renewDeadline) && now < until ? (holder, until, false) : nil
    }

    // MARK: A try

    /// Begins a try.
    ///
    /// A leader renews what it wrote last, without reading.
    func begin(now: LoopInstant, wall: Timestamp) -> Step {
        guard leads(at: now), let observed, holder == identity else { return .read }
        return .update(claim(on: observed, wall: wall))
    }

    /// The Lease as read; nil where there is none.
    mutating func saw(_ lease: LeaseObject?, now: LoopInstant, wall: Timestamp) -> Step {
        note(lease, now: now)
        if let removal, now < removal.until {
            leadsUntil = nil
            return .rest
        }
        removal = nil
        guard let lease else {
            let metadata = ObjectMetadata(name: name, namespace: namespace)
            return .create(claim(on: LeaseObject(metadata: metadata, spec: LeaseSpec()), wall: wall))
        }
        if let holder, holder != identity {
            // Somebody has taken it over: whatever this candidate believed is past.
            leadsUntil = nil
            if now < observedAt.advanced(by: Self.validity(of: lease)) { return .rest }
        }
        return .update(claim(on: lease, wall: wall))
    }

    /// Takes in what the Lease says; nil where there is none.
    private mutating func note(_ lease: LeaseObject?, now: LoopInstant) {
        if let lease {
            if lease.spec != observed?.spec || lease.metadata.resourceVersion != observed?.metadata.resourceVersion {
                observedAt = now
            }
        }
        observed = lease
        guard let holder, holder != identity, RemovalHolder.isOne(holder) else { return }
        removal = (holder, observedAt.advanced(by: RemovalHolder.standDown))
    }

    /// A write succeeded whose request was sent at `startedAt`: others may have seen it since then.
    mutating func wrote(_ lease: LeaseObject, startedAt: LoopInstant) {
        observed = lease
        observedAt = startedAt
        leadsUntil = startedAt.advanced(by: timing.renewDeadline)
    }

    /// Ends a leadership whose deadline has passed.
    ///
    /// - Returns: whether there was one.
    mutating func expire(now: LoopInstant) -> Bool {
        guard let end = leadsUntil, now >= end else { return false }
        leadsUntil = nil
        return true
    }

    /// Stops leading.
    ///
    /// - Returns: the Lease as it is to be written so that others need not wait; nil where this candidate does not hold it.
    mutating func resign(wall: Timestamp) -> LeaseObject? {
        leadsUntil = nil
        guard let observed, holder == identity else { return nil }
        return released(observed, wall: wall)
    }

    /// The same from a Lease that was just read.
    func released(_ lease: LeaseObject, wall: Timestamp) -> LeaseObject? {
        guard lease.spec.holderIdentity == identity else { return nil }
        let time = wall.micro
        var lease = lease
        lease.spec = LeaseSpec(
            holderIdentity: "",
            leaseDurationSeconds: 1,
            acquireTime: time,
            renewTime: time,
            leaseTransitions: lease.spec.leaseTransitions
        )
        return lease
    }

    // MARK: The Lease

    private func claim(on lease: LeaseObject, wall: Timestamp) -> LeaseObject {
        let time = wall.micro
        let isOurs = lease.spec.holderIdentity == identity
        let isNew = lease.metadata.resourceVersion.isEmpty
        let transitions = max(0, lease.spec.leaseTransitions ?? 0)
        var claimed = lease
        claimed.spec = LeaseSpec(
            holderIdentity: identity,
            leaseDurationSeconds: Int(timing.leaseDuration.components.seconds),
            acquireTime: isOurs ? lease.spec.acquireTime ?? time : time,
            renewTime: time,
            leaseTransitions: isOurs || isNew ? transitions : transitions &+ 1
        )
        return claimed
    }

    /// At most a day: a slip of the pen must not stop an election for ever.
    private static func validity(of lease: LeaseObject) -> Duration {
        .seconds(min(max(0, lease.spec.leaseDurationSeconds ?? 0), 86_400))
    }
}
