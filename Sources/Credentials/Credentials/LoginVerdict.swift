/// What a registry says of a credential.
package enum LoginVerdict: Sendable, Hashable {
    /// The registry takes it.
    case good
    /// The registry says no (401 or 403), and what to do.
    case refused(String)
    /// Nobody could say (429, 5xx, not reachable from here, …), and why.
    case unknown(String)
}
