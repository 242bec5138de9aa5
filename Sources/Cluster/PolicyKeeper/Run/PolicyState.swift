/// Whether the API server does what the configuration says.
package enum PolicyState: Sendable, Hashable {
    /// Policy and binding are there and ours.
    case inForce
    /// One of them is not.
    case missing
    /// The cluster does not serve MutatingAdmissionPolicy.
    case unserved
}
