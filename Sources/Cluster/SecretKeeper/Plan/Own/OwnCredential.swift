internal import Credentials
internal import EventLoop
internal import Text

/// What a copy says of the credential in it where its namespace has one of its own: that stands in the copy's annotations and nowhere else, so
/// that who begins to lead knows what is due without a fetch.
///
/// An object, since most copies have none: there may be a hundred thousand.
final class OwnCredential: Sendable, Hashable {
    /// Wall time.
    let fetchedAt: Timestamp
    /// Wall time; nil where the credential does not expire.
    let expiresAt: Timestamp?
    /// What of the configuration it was made from.
    let fingerprint: String

    init(fetchedAt: Timestamp, expiresAt: Timestamp?, fingerprint: String) {
        self.fetchedAt = fetchedAt
        self.expiresAt = expiresAt
        self.fingerprint = fingerprint
    }

    static func == (a: OwnCredential, b: OwnCredential) -> Bool {
        a.fetchedAt == b.fetchedAt && a.expiresAt == b.expiresAt && a.fingerprint == b.fingerprint
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(fetchedAt)
        hasher.combine(fingerprint)
    }

    /// When it is fetched again, in steady time; ``LoopInstant/never`` where it does not expire.
    ///
    /// - Parameters:
    ///   - revision: Of the copy; its digits are the jitter, so that namespaces which began together do not come in step, and a restart
    ///     changes nothing.
    ///   - margin: How long before its end it is replaced at the latest.
    ///   - now: Both clocks.
    /// - Returns: The time, now where it has come.
    func due(revision: String, margin: Duration, now: PlanTime) -> LoopInstant {
        let life = max(.zero, (expiresAt ?? .distantFuture) - fetchedAt)
        // A life shorter than the margin would be refreshed without end: not in its first quarter.
        let schedule = RefreshSchedule(margin: min(margin, life * 3 / 4))
        let due = schedule.due(
            fetchedAt: fetchedAt,
            expiresAt: expiresAt,
            now: now.wall,
            random: Self.fraction(of: revision)
        )
        return due.map { now.steady + max(.zero, $0 - now.wall) } ?? .never
    }

    /// When it ends, in steady time; nil where it does not.
    func end(now: PlanTime) -> LoopInstant? {
        guard let expiresAt, expiresAt != .distantFuture else { return nil }
        return now.steady + max(.zero, expiresAt - now.wall)
    }

    /// A number in 0..<1 that a revision always gives.
    private static func fraction(of revision: String) -> Double {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in revision.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Double(hash >> 11) * 0x1p-53
    }
}
