/// Something a person should hear about, as the plan notices it; told once for each cause.
enum PlanNotice: Sendable, Hashable {
    /// A Secret of our name belongs to somebody else; it is left alone.
    case foreign(namespace: String, secretName: String, purpose: CopyPurpose, uid: String)
    /// A Secret of ours is being deleted, a finalizer keeps it, and it does not hold what it should.
    case kept(namespace: String, secretName: String, purpose: CopyPurpose, uid: String)
    /// More than half of all copies would go: nothing does, until it is confirmed.
    case removalHeld(unwanted: Int, total: Int)
    /// A copy is changed or taken away again each time that it is written: it is written ever more seldom.
    case undone(namespace: String, secretName: String, purpose: CopyPurpose, editor: String?, times: Int)
    /// An entry of `also` names our own namespace, which gets nothing.
    case alsoInOwnNamespace(registry: String, secretName: String)
    /// A Pod needs a Secret whose registry has no credential now.
    case credentialMissing(namespace: String, secretName: String, registry: String)
    /// Copies will have an ended credential for a while: at the present pace the new one comes too late.
    case rotationLate(registry: String, waiting: Int, needed: Duration, left: Duration)
    /// Writing all copies takes longer than the credential has left to live.
    case spreadingTooSlow(registry: String, needed: Duration, left: Duration)
    /// New credentials live for so short a time that pulls fail or come close to it; `advice` is what the kind knows to say.
    case shortLived(registry: String, life: Duration, pause: Duration, stale: Duration, advice: String?)
}
