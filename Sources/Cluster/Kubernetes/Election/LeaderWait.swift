package import Text

/// What keeps a candidate from leading that nobody else's work explains: for people.
package struct LeaderWait: Sendable, Hashable {
    /// The Lease, as `namespace/name`.
    package var lease: String
    /// Who holds it, or held it.
    package var holder: String
    /// Until when this candidate waits at most, in wall time.
    package var until: Timestamp
    /// Whether the holder removes everything of the installation, rather than being a leader that renews no more.
    package var isRemoval: Bool
}

extension LeaderWait: CustomStringConvertible {
    package var description: String {
        let wait = "waits for the Lease \(lease)"
        return isRemoval
            ? "\(wait): \(Printable.text(holder)) has all Secrets removed, and until \(until.whole) at most none is written back; a replica "
                + "that starts later leads at once"
            : "\(wait), held by \(Printable.text(holder)), who does not renew it, until \(until.whole) at most"
    }
}

/// How one who removes everything of an installation is known in its Lease.
package enum RemovalHolder {
    private static let prefix = "remove-all."

    /// How long candidates that have seen the removal write nothing, counted from the last sign of it: time to stop them.
    package static let standDown = Duration.seconds(120)

    /// The holder's identity, of one that is unique.
    package static func identity(_ identity: String) -> String { prefix + identity }

    /// Whether a holder removes everything.
    static func isOne(_ holder: String) -> Bool { holder.hasPrefix(prefix) }
}
