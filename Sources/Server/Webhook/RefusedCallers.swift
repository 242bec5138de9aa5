internal import HTTPServer
internal import Sockets
internal import Synchronization

/// Who reached the webhook's port lately and no further: refused us, or was turned away.
///
/// Few, since whoever reaches the port can be among them: those that came last stay.
package final class RefusedCallers: Sendable {
    /// One of them.
    package struct Caller: Sendable {
        /// The address.
        package let address: String
        /// What ended it.
        package let reason: String
        /// How often.
        package let count: Int
        /// When last, in nanoseconds of the endpoint's clock.
        package let last: UInt64
    }

    private struct Key: Hashable {
        let peer: PeerAddress
        let reason: String
    }

    private struct Entry {
        var count: Int
        var last: UInt64
    }

    private static let limit = 16
    private let entries = Mutex<[Key: Entry]>([:])

    init() {}

    func note(_ peer: PeerAddress, _ reason: String, at now: UInt64) {
        let key = Key(peer: peer, reason: reason)
        entries.withLock { entries in
            if entries[key] == nil, entries.count >= Self.limit,
                let oldest = entries.min(by: { $0.value.last < $1.value.last })
            {
                entries[oldest.key] = nil
            }
            entries[key] = Entry(count: (entries[key]?.count ?? 0) + 1, last: now)
        }
    }

    /// All that are remembered, the latest first; on any thread.
    package var latest: [Caller] {
        entries.withLock { $0 }.map {
            Caller(address: "\($0.key.peer)", reason: $0.key.reason, count: $0.value.count, last: $0.value.last)
        }.sorted { $0.last > $1.last }
    }
}
