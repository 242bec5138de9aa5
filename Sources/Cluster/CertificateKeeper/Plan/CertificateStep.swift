internal import EventLoop

/// What the leader is to do next; each is one write or one read.
enum CertificateStep: Sendable, Hashable {
    /// Nothing, until there is something to do.
    case wait
    /// Write a new CA and leaf, for there is nothing to go on from.
    case makeAnew
    /// Write again what is in memory; where the Secret was deleted, a rotation begins with it.
    case restore(rotating: Bool)
    /// Keep believing the CA that is served, which somebody's change of the Secret has left out.
    case retain
    /// Set `caBundle` to the CAs of the Secret.
    case publish
    /// Write another leaf of the same CA.
    case renewLeaf
    /// Write a next CA, to be published.
    case beginRotation
    /// Ask the API server itself whether the next CA stands in `caBundle`.
    case readBack
    /// Make the next CA the present one, with a leaf of it.
    case switchAuthority
    /// Forget the CAs whose leaves have expired, and only those.
    case dropRetired
}

/// What a ``CertificatePlan`` says.
struct CertificateDecision: Sendable, Hashable {
    /// Whether the leaf of the Secret is to be served now.
    var serves = false
    var step = CertificateStep.wait
    /// When to decide again though nothing has changed, by the steady clock.
    var lookAgain: LoopInstant
}
