/// Whether this replica leads, asked before each write: a leader's work ends at its deadline to the moment.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class Term: @unchecked Sendable {
    private var check: @Sendable () -> Bool = { false }

    /// Whether this replica leads by the present time.
    var isLeading: Bool { check() }

    /// A term has begun, which lasts as long as `check` says.
    func begin(_ check: @escaping @Sendable () -> Bool) { self.check = check }

    /// The term has ended.
    func end() { check = { false } }
}
