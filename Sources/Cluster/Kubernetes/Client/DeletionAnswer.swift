/// What has become of an object whose deletion was asked for.
package enum DeletionAnswer: Sendable, Hashable {
    /// There is none.
    case gone
    /// It is being deleted, and something keeps it until then: a finalizer, for one.
    case kept
}
