internal import Controllers
internal import EventLoop
internal import Text

/// Decides what to serve and what to do next: a pure function of a situation.
///
/// A rotation of the CA goes in steps of which each is safe to be the last one for ever: the next CA is written, then published
/// beside the present one, then, five minutes after it was first seen in `caBundle` and with `caBundle` read once more, it issues the
/// leaf; the old one stays in `caBundle` until its last leaf has expired.
enum CertificatePlan {
    /// How long a CA must have stood in `caBundle` before a leaf of it is served: what API servers need to see it, at the most.
    static let publication = Duration.seconds(300)
    /// How much of its life a leaf must have left to be worth waiting with.
    static let lastMinute = Duration.seconds(60)
    /// How long a replica that has nothing to serve leaves the making to the leader.
    ///
    /// In an update the leader may be of another configuration, which needs no certificate of ours, and it is only replaced when its
    /// successor is ready. Each step is safe for two.
    static let patience = Duration.seconds(20)

    /// Decides.
    static func decide(_ situation: CertificateSituation) -> CertificateDecision {
        var decision = CertificateDecision(lookAgain: situation.steady + ControllerLoop.longestWait)
        if case .holds(let holding) = situation.secret {
            decision.serves = serves(holding, situation, &decision.lookAgain)
        }
        guard acts(situation, &decision.lookAgain) else { return decision }
        guard situation.steady >= situation.pausedUntil else {
            decision.lookAgain = min(decision.lookAgain, situation.pausedUntil)
            return decision
        }
        decision.step =
            switch situation.secret {
            case .unknown: .wait
            case .holds(let holding): step(holding, situation, &decision.lookAgain)
            case .absent where situation.hasMemory: .restore(rotating: true)
            case .empty where situation.hasMemory, .broken where situation.hasMemory: .restore(rotating: false)
            // What `caBundle` holds is to be taken over, so it must be known.
            case .absent, .empty, .broken: situation.bundle.state == .unknown ? .wait : .makeAnew
            }
        return decision
    }

    private static func acts(_ situation: CertificateSituation, _ lookAgain: inout LoopInstant) -> Bool {
        if situation.isLeader { return true }
        guard let idleSince = situation.idleSince else { return false }
        lookAgain = min(lookAgain, max(idleSince + patience, situation.steady + .seconds(1)))
        return situation.steady >= idleSince + patience
    }

    // MARK: Serving

    /// Whether to serve the Secret's leaf from now on.
    ///
    /// A leaf of a CA that API servers may not know yet waits, as long as there is a valid one to serve instead.
    private static func serves(
        _ holding: CertificateSituation.Holding,
        _ situation: CertificateSituation,
        _ lookAgain: inout LoopInstant
    ) -> Bool {
        guard let served = situation.served else { return true }
        guard served.leaf != holding.leaf else { return false }
        let left = served.life.until - situation.wall
        guard left > lastMinute else { return true }
        guard holding.leafLife.until > situation.wall else { return false }
        // Made by a clock that is ahead: API servers, too, refuse it until then.
        let early = holding.leafLife.from - situation.wall
        guard early <= .zero else {
            lookAgain = min(lookAgain, situation.steady + early, situation.steady + left - lastMinute)
            return false
        }
        guard served.authority != holding.authority else { return true }
        guard let since = situation.bundle.published(holding.authority) else { return false }
        guard situation.steady < since + publication else { return true }
        lookAgain = min(lookAgain, since + publication, situation.steady + left - lastMinute)
        return false
    }

    // MARK: The leader's steps

    private static func step(
        _ holding: CertificateSituation.Holding,
        _ situation: CertificateSituation,
        _ lookAgain: inout LoopInstant
    ) -> CertificateStep {
        let trusted = holding.trusted
        if let served = situation.served, served.life.until > situation.wall, !trusted.contains(served.authority) {
            return .retain
        }
        var mustPublish = false
        if case .webhooks(let webhooks) = situation.bundle.state { mustPublish = webhooks.contains { $0 != trusted } }
        // A leaf of a CA that is believed already needs the Secret alone: it does not wait for a registration that may be refused to us.
        if needsLeaf(holding, situation.wall), !mustPublish || situation.bundle.published(holding.authority) != nil {
            return .renewLeaf
        }
        if mustPublish { return .publish }
        if let next = holding.next, let step = conclusion(of: next, holding, situation, &lookAgain) { return step }
        if holding.next == nil, needsAuthority(holding, situation.wall) { return .beginRotation }
        if let until = holding.retiredUntil, until <= situation.wall { return .dropRetired }
        return .wait
    }

    /// The end of a rotation; nil while it is too early.
    private static func conclusion(
        of next: String,
        _ holding: CertificateSituation.Holding,
        _ situation: CertificateSituation,
        _ lookAgain: inout LoopInstant
    ) -> CertificateStep? {
        guard let since = situation.bundle.published(next) else { return nil }
        // Where nothing works any more there is nothing to be careful with.
        let left = min(holding.leafLife.until, holding.authorityLife.until) - situation.wall
        let due = min(since + publication, max(since, situation.steady + left - lastMinute))
        guard situation.steady >= due else {
            lookAgain = min(lookAgain, due)
            return nil
        }
        guard let readAt = situation.bundle.readAt, readAt >= due else { return .readBack }
        return .switchAuthority
    }

    private static func needsLeaf(_ holding: CertificateSituation.Holding, _ wall: Timestamp) -> Bool {
        guard holding.canSign, holding.authorityLife.until > wall else { return false }
        guard holding.isForOurNames, holding.leafLife.from <= wall + publication else { return true }
        // One that ends with its CA cannot be had any longer.
        return holding.leafLife.twoThirds <= wall && holding.leafLife.until < holding.authorityLife.until
    }

    private static func needsAuthority(_ holding: CertificateSituation.Holding, _ wall: Timestamp) -> Bool {
        holding.isRotationRequested || !holding.canSign || holding.authorityLife.twoThirds <= wall
            || holding.authorityLife.from > wall + publication
    }
}
